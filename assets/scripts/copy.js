// Copying an exercise's given and answer code together, so that it runs in a fresh interpreter.

import { make } from "./make.js";

/** Adds a button to the head of every answer. */
export function addCopyButtons() {
  const folder = document.querySelector(".course-tools")?.dataset.sets;
  for (const answer of document.querySelectorAll(".exercise-answer")) {
    const button = make("button", { type: "button", className: "course-button" }, "Copy runnable");
    button.title = "Copy the given code and the answer together";
    const said = make("p", { className: "copy-status", role: "status" });
    const shown = make("textarea", { className: "copy-text", readOnly: true, rows: 8, hidden: true });
    shown.ariaLabel = "The given code and the answer together";
    answer.querySelector(".exercise-part-title").after(make("div", { className: "copy-tools" }, button), said, shown);
    button.addEventListener("click", () => copy(runnable(answer, folder), said, shown));
  }
}

/** The section of the exercise in which an element stands: a further task's section has no number of its own. */
function exerciseOf(element) {
  let section = element.closest("section[id]");
  while (!section.querySelector(".exercise-number")) section = section.parentElement.closest("section[id]");
  return section;
}

/**
 * An exercise's given code with its answers up to this one. Data files are looked for beside it, and a comment says
 * where they are.
 *
 * @param {HTMLElement} answer
 * @param {string} folder of the data sets, as code on the page names it
 * @returns {string}
 */
function runnable(answer, folder) {
  const parts = [...exerciseOf(answer).querySelectorAll(":is(.exercise-given, .exercise-answer)")];
  const before = parts.slice(0, parts.indexOf(answer) + 1);
  const cells = before.flatMap((part) => [...part.querySelectorAll(".cell pre.python:not(.cell-output *)")]);
  const code = cells.map((cell) => cell.textContent.trimEnd()).join("\n\n");
  const data = new RegExp(`(["'])${folder.replaceAll(".", "\\.")}([\\w.-]+)\\1`, "g");
  const files = new Set([...code.matchAll(data)].map((match) => match[2]));
  const notes = [...files].map((file) => {
    const address = new URL(folder + file, document.baseURI);
    return `# Needs ${file} in the folder in which you run this. Get it from\n# ${address}\n`;
  });
  return `${notes.join("")}${code.replaceAll(data, "$1$2$1")}\n`;
}

async function copy(text, said, shown) {
  try {
    await navigator.clipboard.writeText(text);
    shown.hidden = true;
    said.textContent = text.startsWith("# Needs")
      ? "Copied. It needs a data file; its first lines say where to get it."
      : "Copied. It runs in a fresh interpreter.";
  } catch {
    shown.value = text;
    shown.hidden = false;
    shown.focus();
    shown.select();
    said.textContent = "Your browser does not let this page copy text. The code below is selected; copy it yourself.";
  }
}
