// Makes the exercises of a page ones that can be worked on. Only scripts/practice.py serves this.

import { make } from "site/make.js";
import { remembered } from "site/storage.js";
import { Exercise } from "./exercise.js";

const { nonce } = document.currentScript;
const [, stem] = /([^/]*?)(?:\.html)?$/.exec(location.pathname);

async function addPractice() {
  const course = await (await fetch("/practice/course.json")).json();
  const exercises = [];
  for (const answer of document.querySelectorAll(".exercise-answer")) {
    const key = `${stem}#${answer.closest("section[id]").id}`;
    if (course.tasks[key]) exercises.push(new Exercise(answer, key, course, nonce));
  }
  // Published answers stay folded, unless the learner has chosen otherwise
  const fold = document.querySelector(".practice-switch input:not(:checked)");
  if (remembered("practice", (found) => found).get() === null) fold?.click();
  const save = make(
    "button",
    { className: "course-button", onclick: () => saveNotebook(exercises) },
    "Save as notebook",
  );
  document.querySelector(".course-tools").append(save);
  // What a page has left behind would run on
  addEventListener("pagehide", () => exercises.forEach(({ kernel }) => kernel.end()));
  addEventListener("beforeunload", (event) => exercises.every(({ isKept }) => isKept) || event.preventDefault());
}

/** Gives the chapter's practice notebook with the learner's code in it. */
async function saveNotebook(exercises) {
  const name = `${stem}-practice.ipynb`;
  const notebook = await (await fetch(name)).json();
  for (const { section, code } of exercises) {
    const cell = notebook.cells.find(({ id }) => id === `${section.id}-your-answer`);
    // The instructions, as comments, stay; data sets lie beside a notebook
    const [instructions] = [cell.source].flat().join("").split("\n\n");
    cell.source = `${instructions}\n\n${code.replaceAll("../assets/data/", "")}`;
  }
  make("a", { href: URL.createObjectURL(new Blob([JSON.stringify(notebook)])), download: name }).click();
}

if (document.querySelector(".exercise-answer")) addPractice();
