// Progress: which exercises are done, in the sidebar, at a chapter's head and on the front page.

import { make } from "./make.js";
import { remembered } from "./storage.js";

/** @typedef {{key: string, link: HTMLAnchorElement}} Exercise key: "chapter#id" */
/** @typedef {{stem: string, list: HTMLElement, exercises: Exercise[]}} Chapter stem: its page's name without ending */

/** @param {HTMLElement|null} tools where the page's own count goes */
export function addProgress(tools) {
  const chapters = findChapters();
  const marks = remembered("done", readMarks);
  chapters.forEach((chapter) => followInSidebar(chapter, marks));
  const here = chapters.find(({ stem }) => stem === stemOf(location.pathname));
  if (here) {
    document.querySelectorAll(".exercise-done").forEach((place) => addMark(place, here.stem, marks));
    addCount(tools, here.exercises, marks);
  } else if (tools && chapters.length) {
    const all = chapters.flatMap(({ exercises }) => exercises);
    addCount(tools, all, marks);
    followStart(all, marks);
    document.querySelectorAll(".chapter-card").forEach((card) => followInCard(card, marks));
  }
}

/** Makes marks of whatever was stored: the keys of the exercises that are done. */
function readMarks(found) {
  return Array.isArray(found) ? [...new Set(found.filter((key) => typeof key === "string"))] : [];
}

/** The page's name without its ending, which some hosts leave out. */
function stemOf(path) {
  return path
    .split("/")
    .pop()
    .replace(/\.html$/, "");
}

function keyOf(link) {
  return stemOf(link.pathname) + link.hash;
}

/** @returns {Chapter[]} as the sidebar, which is on every page, lists them */
function findChapters() {
  return [...document.querySelectorAll(".sidebar-exercises")].map((list) => {
    const exercises = [...list.querySelectorAll("a")].map((link) => ({ key: keyOf(link), link }));
    return { stem: stemOf(exercises[0].link.pathname), list, exercises };
  });
}

function countDone(exercises, marks) {
  return exercises.filter(({ key }) => marks.includes(key)).length;
}

function sayCount(exercises, marks) {
  return `${countDone(exercises, marks)} of ${exercises.length} done`;
}

function followInSidebar({ list, exercises }, marks) {
  const summary = list.querySelector("summary");
  const untouched = summary.textContent;
  marks.watch((done) => {
    summary.textContent = countDone(exercises, done) ? sayCount(exercises, done) : untouched;
    showMarks(exercises, done);
  });
}

function showMarks(exercises, done) {
  exercises.forEach(({ key, link }) => link.parentElement.classList.toggle("is-done", done.includes(key)));
}

function followInCard(card, marks) {
  const text = card.querySelector(".chapter-progress");
  const exercises = [...card.querySelectorAll("ol a")].map((link) => ({ key: keyOf(link), link }));
  if (!text || !exercises.length) return;
  marks.watch((done) => {
    text.textContent = sayCount(exercises, done);
    showMarks(exercises, done);
  });
}

/** Adds the box with which the reader marks an exercise as done. */
function addMark(place, stem, marks) {
  const section = place.closest("section[id]");
  const key = `${stem}#${section.id}`;
  const box = make("input", { type: "checkbox" });
  box.addEventListener("change", () => {
    const others = marks.get().filter((other) => other !== key);
    marks.set(box.checked ? [...others, key] : others);
  });
  const number = section.querySelector(".exercise-number").textContent;
  place.append(make("label", {}, box, ` Exercise ${number} is done`));
  marks.watch((done) => (box.checked = done.includes(key)));
}

/** Adds how many of the exercises are done, and a button that forgets it. */
function addCount(tools, exercises, marks) {
  const text = make("span", { role: "status", tabIndex: -1 });
  const reset = make("button", { type: "button", className: "course-button" });
  let sure = false;

  function show() {
    const done = marks.get();
    text.textContent = sayCount(exercises, done) + (sure ? ". Forget this?" : "");
    reset.textContent = sure ? "Yes, reset" : "Reset";
    reset.hidden = countDone(exercises, done) === 0;
  }

  function ask(next) {
    sure = next;
    show();
  }

  reset.addEventListener("click", () => {
    if (!sure) return ask(true);
    sure = false;
    marks.set(marks.get().filter((key) => !exercises.some((exercise) => exercise.key === key)));
    text.focus();
  });
  reset.addEventListener("blur", () => sure && ask(false));
  reset.addEventListener("keydown", (event) => event.key === "Escape" && ask(false));
  tools.append(make("span", { className: "course-progress" }, text, reset));
  marks.watch(show);
}

/** Leads from the front page's first link to the first exercise that is not done. */
function followStart(exercises, marks) {
  const link = document.querySelector(".course-start a");
  if (!link) return;
  marks.watch((done) => {
    const next = exercises.find(({ key }) => !done.includes(key));
    const { href, textContent } = (next ?? exercises[0]).link;
    const begun = countDone(exercises, done) > 0;
    link.href = href;
    if (!next) link.textContent = "You have done every exercise. Once more?";
    else link.textContent = `${begun ? "Continue" : "Start"}: ${textContent}`;
  });
}
