// Opens the search, by its buttons or by a key. Its library, its index and the ranking load when it is first used.

import { loadScripts } from "./load.js";
import { makeSearchPanel } from "./search-panel.js";

const SCRIPTS = ["fuse.min.js", "search-index.js", "search.js"];
const KEYS = ["/", "f", "s"];
const BUSY = "input:not([type=checkbox], [type=range]), select, textarea, [contenteditable], dialog";

/** Has the search open from everywhere on the page. */
export function watchSearch() {
  let loading;
  let panel;

  function load() {
    loading ??= loadScripts(...SCRIPTS).then(() => globalThis.course.search);
    return loading;
  }

  function open() {
    panel ??= makeSearchPanel(load);
    panel.open();
  }

  for (const button of document.querySelectorAll(".course-search-button")) button.addEventListener("click", open);
  addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
    if (!plain || !KEYS.includes(event.key) || event.target.closest?.(BUSY)) return;
    event.preventDefault();
    open();
  });
}
