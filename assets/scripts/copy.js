// Copying an exercise's given and answer code together, so that it runs in a fresh interpreter.

import { make } from "./make.js";

const DATA = /(["'])\.\.\/assets\/data\/([\w.-]+)\1/g;

/** Adds a button to the head of every answer. */
export function addCopyButtons() {
  for (const answer of document.querySelectorAll(".exercise-answer")) {
    const section = answer.closest("section[id]");
    const button = make("button", { type: "button", className: "course-button" }, "Copy runnable");
    button.title = "Copy the given code and the answer together";
    const said = make("p", { className: "copy-status", role: "status" });
    const shown = make("textarea", { className: "copy-text", readOnly: true, rows: 8, hidden: true });
    shown.ariaLabel = "The given code and the answer together";
    answer.querySelector(".exercise-part-title").after(make("div", { className: "copy-tools" }, button), said, shown);
    button.addEventListener("click", () => copy(runnable(section), said, shown));
  }
}

/**
 * The code of an exercise's given and answer. Data files are looked for beside it, and a comment says where they are.
 *
 * @param {HTMLElement} section the exercise
 * @returns {string}
 */
function runnable(section) {
  const cells = section.querySelectorAll(":is(.exercise-given, .exercise-answer) .cell pre.python:not(.cell-output *)");
  const code = [...cells].map((cell) => cell.textContent.trimEnd()).join("\n\n");
  const files = new Set([...code.matchAll(DATA)].map((match) => match[2]));
  const notes = [...files].map((file) => {
    const address = new URL(`../assets/data/${file}`, document.baseURI);
    return `# Needs ${file} in the folder in which you run this. Get it from\n# ${address}\n`;
  });
  return `${notes.join("")}${code.replaceAll(DATA, "$1$2$1")}\n`;
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
    said.textContent =
      "Your browser does not let this page copy. The code stands below and is selected: copy it from there.";
  }
}
