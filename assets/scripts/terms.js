// What a glossary term means, shown beside a link to it: on hover, on focus and on a tap. The sentences are in a
// script that the build makes of the glossary, loaded when the first one is wanted.

import { loadScripts } from "./load.js";
import { make } from "./make.js";

const HOVER_MS = 150;
const LEAVE_MS = 250;
let meanings;
let note;
let shown;
let timer;

export function explainTerms() {
  const links = document.querySelectorAll("main a[href*='glossary.html#']");
  if (!links.length || !("popover" in HTMLElement.prototype)) return;
  note = make("div", { id: "term-note", popover: "manual", role: "tooltip" });
  document.body.append(note);
  for (const link of links) listen(link);
  note.addEventListener("pointerenter", () => clearTimeout(timer));
  note.addEventListener("pointerleave", hideSoon);
  addEventListener("keydown", (event) => event.key === "Escape" && hide());
  addEventListener("pointerdown", (event) => !event.target.closest?.("#term-note, [aria-describedby]") && hide());
}

function listen(link) {
  link.addEventListener("pointerenter", (event) => {
    if (event.pointerType === "touch") return;
    clearTimeout(timer);
    timer = setTimeout(() => show(link), HOVER_MS);
  });
  link.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && hideSoon());
  link.addEventListener("focus", () => link.matches(":focus-visible") && show(link));
  link.addEventListener("blur", hideSoon);
  link.addEventListener("click", (event) => {
    // A first tap shows the sentence, a second one follows the link
    if (event.pointerType !== "touch" || shown === link) return;
    event.preventDefault();
    show(link);
  });
}

function load() {
  meanings ??= loadScripts("glossary-terms.js").then(
    () => globalThis.courseTerms,
    () => ({}),
  );
  return meanings;
}

async function show(link) {
  clearTimeout(timer);
  shown?.removeAttribute("aria-describedby");
  shown = link;
  const meaning = (await load())[link.hash.slice(1)];
  if (!meaning || shown !== link) return;
  note.replaceChildren(meaning);
  link.setAttribute("aria-describedby", note.id);
  if (!note.matches(":popover-open")) note.showPopover();
  place(link.getClientRects()[0]);
}

/** Below the link, or above it where there is no room. */
function place(box) {
  const { width, height } = note.getBoundingClientRect();
  const below = box.bottom + 6 + height < innerHeight;
  note.style.setProperty("left", `${Math.max(8, Math.min(box.left, document.body.clientWidth - width - 8))}px`);
  note.style.setProperty("top", `${below ? box.bottom + 6 : Math.max(8, box.top - 6 - height)}px`);
}

function hideSoon() {
  clearTimeout(timer);
  timer = setTimeout(hide, LEAVE_MS);
}

function hide() {
  clearTimeout(timer);
  shown?.removeAttribute("aria-describedby");
  shown = undefined;
  if (note.matches(":popover-open")) note.hidePopover();
}
