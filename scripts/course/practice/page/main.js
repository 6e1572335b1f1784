// Makes every exercise of the page one that can be worked on; only scripts/practice.py serves this.

import { make } from "../../../../assets/scripts/make.js";
import { Exercise } from "./exercise.js";

const { nonce } = document.currentScript;
const stem = location.pathname.split("/").pop().replace(/\.html$/, "");

/** Where the code of an exercise is kept on this device. */
function storeOf(key) {
  const name = `pytorch-course.code.${key}`;
  return {
    name,
    get() {
      try {
        return localStorage.getItem(name);
      } catch {
        return null;
      }
    },
    set(code) {
      try {
        localStorage.setItem(name, code);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** Practice mode, unless the learner has chosen: published answers stay folded. */
function foldAnswers() {
  const mode = document.querySelector(".practice-switch input");
  let chosen = null;
  try {
    chosen = localStorage.getItem("pytorch-course.practice");
  } catch {}
  if (mode && !mode.checked && chosen === null) mode.click();
}

/** Adds the button that gives the chapter's practice notebook with the learner's code. */
function addNotebook(exercises) {
  const button = make("button", { type: "button", className: "course-button" }, "Save as notebook");
  button.addEventListener("click", async () => {
    const notebook = await (await fetch(`${stem}-practice.ipynb`)).json();
    for (const exercise of exercises) {
      const cell = notebook.cells.find(({ id }) => id === `${exercise.section.id}-your-answer`);
      const [asked] = [cell.source].flat().join("").split("\n\n");
      // Data sets lie beside a notebook
      cell.source = `${asked}\n\n${exercise.code.replaceAll(/\.\.\/assets\/data\//g, "")}`;
    }
    const href = URL.createObjectURL(new Blob([JSON.stringify(notebook, null, 1)], { type: "application/x-ipynb+json" }));
    make("a", { href, download: `${stem}-practice.ipynb` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  });
  document.querySelector(".course-tools")?.append(button);
}

async function addPractice() {
  const answers = [...document.querySelectorAll(".exercise-answer")];
  if (!answers.length) return;
  const { course, tasks } = await (await fetch("/practice/exercises.json")).json();
  const exercises = [];
  for (const answer of answers) {
    const key = `${stem}#${answer.closest("section[id]").id}`;
    if (tasks[key]) exercises.push(new Exercise(answer, tasks[key], course, storeOf(key), nonce));
  }
  foldAnswers();
  addNotebook(exercises);
  // What another tab of the chapter has stored, or this one when it comes back from the history
  addEventListener("storage", ({ key }) => {
    for (const exercise of exercises) if (key === exercise.store.name) exercise.update();
  });
  addEventListener("beforeunload", (event) => {
    if (exercises.some(({ unsaved }) => unsaved)) event.preventDefault();
  });
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

addPractice();
