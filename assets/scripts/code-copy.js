// A button on each block of code that copies it; outputs have none.

import { announce } from "./announce.js";
import { make } from "./make.js";

const SHOWN_MS = 2000;

export function addCodeCopyButtons() {
  for (const block of document.querySelectorAll("main div.sourceCode:not(.cell-output *)")) {
    const button = make("button", { type: "button", className: "code-copy" }, "Copy");
    button.ariaLabel = "Copy this code";
    button.addEventListener("click", () => copy(block.querySelector("code"), button));
    block.append(button);
  }
}

async function copy(code, button) {
  const copied = await navigator.clipboard?.writeText(code.textContent).then(
    () => true,
    () => false,
  );
  if (!copied) getSelection().selectAllChildren(code);
  button.textContent = copied ? "Copied" : "Selected";
  announce(copied ? "Code copied." : "Your browser does not let this page copy. The code is selected.");
  setTimeout(() => {
    button.textContent = "Copy";
  }, SHOWN_MS);
}
