// Practice mode: answers and explanations stay folded until the reader asks for them, one by one.

import { make } from "./make.js";
import { remembered } from "./storage.js";

const root = document.documentElement;

/** @param {HTMLElement|null} tools where the switch goes */
export function addPracticeMode(tools) {
  const folds = [...document.querySelectorAll(".exercise-fold")];
  if (!tools || !folds.length) return;
  const mode = remembered("practice", (found) => found === true);
  const opened = remembered("opened", readKeys, () => sessionStorage);
  const input = make("input", { type: "checkbox", role: "switch" });
  input.addEventListener("change", () => {
    opened.set([]);
    mode.set(input.checked);
  });
  const hint = make("span", {}, "answers stay folded until you ask");
  tools.append(make("label", { className: "practice-switch" }, input, " Practice mode ", hint));
  for (const fold of folds) {
    nameFold(fold);
    fold.addEventListener("toggle", () => nameFold(fold));
    // A click comes before the fold opens or closes; what opens it otherwise does not count as the reader's wish
    fold.querySelector("summary").addEventListener("click", () => {
      const others = opened.get().filter((key) => key !== keyOf(fold));
      opened.set(fold.open ? others : [...others, keyOf(fold)]);
    });
  }
  mode.watch((on) => {
    input.checked = on;
    root.dataset.practice = on ? "on" : "off";
    folds.forEach((fold) => (fold.open = !on || opened.get().includes(keyOf(fold))));
  });
  if (mode.get()) target()?.scrollIntoView();
  openTarget();
  addEventListener("hashchange", openTarget);
  printWhole(folds);
}

/** Makes keys of whatever was stored: of the folds that were opened one by one in this tab. */
function readKeys(found) {
  return Array.isArray(found) ? found : [];
}

/** What names a fold among those of all pages. */
function keyOf(fold) {
  return `${location.pathname}#${fold.closest("section[id]").id} ${fold.parentElement.className}`;
}

/** Says what a click on the fold's head does. */
function nameFold(fold) {
  const part = fold.parentElement.querySelector(".exercise-part-title").textContent.toLowerCase();
  fold.querySelector("summary").textContent = `${fold.open ? "Hide" : "Show"} the ${part}`;
}

/** The element to which the address leads. */
function target() {
  return location.hash ? document.getElementById(location.hash.slice(1)) : null;
}

/** Opens what hides the element to which the address leads, where the browser does not do it by itself. */
function openTarget() {
  const found = target();
  const closed = [];
  for (let part = found; part; part = part.parentElement) if (part.matches("details:not([open])")) closed.push(part);
  closed.forEach((part) => (part.open = true));
  if (closed.length) found.scrollIntoView();
}

/** Prints folded answers, and folds them again. */
function printWhole(folds) {
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = folds.filter((fold) => !fold.open);
    closed.forEach((fold) => (fold.open = true));
  });
  addEventListener("afterprint", () => closed.forEach((fold) => (fold.open = false)));
}
