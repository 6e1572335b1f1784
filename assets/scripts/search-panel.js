// The search's panel: a combobox with its list of results, as the ARIA Authoring Practices describe it, in a dialog.

import { siteAddress } from "./load.js";
import { make } from "./make.js";

const SHOWN = 20;
const LIST = "course-search-results";
const KINDS = { exercise: "Exercise", task: "Task", chapter: "Chapter", term: "Glossary", object: "PyTorch" };

/**
 * Makes the panel, which is closed.
 *
 * @param {() => Promise<(query: string) => object[]>} load gives the function that finds entries of the index
 * @returns {{open: () => void}}
 */
export function makeSearchPanel(load) {
  const input = make("input", { type: "search", autocomplete: "off", spellcheck: false, enterKeyHint: "go" });
  const list = make("div", { id: LIST, role: "listbox", ariaLabel: "Results" });
  const status = make("p", { className: "course-search-status", role: "status" });
  const close = make("button", { type: "button", className: "course-button" }, "Close");
  const head = make("div", { className: "course-search-head" }, input, close);
  const panel = make("dialog", { className: "course-search-panel", ariaLabel: "Search" }, head, status, list);
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": LIST, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  input.ariaLabel = "Search the course";
  input.placeholder = "nn.Linear, learning rate, exercise 3.5";
  document.body.append(panel);
  let active = -1;
  let asked = 0;

  /** Marks a result as the one that Enter opens. */
  function activate(index) {
    const options = [...list.children];
    active = options.length ? (index + options.length) % options.length : -1;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  }

  function show(found, query) {
    list.replaceChildren(...found.slice(0, SHOWN).map(resultLink));
    input.setAttribute("aria-expanded", String(found.length > 0));
    activate(0);
    const count = `${found.length} ${found.length === 1 ? "result" : "results"}`;
    const first = found.length > SHOWN ? `, the first ${SHOWN} are shown` : "";
    status.textContent = query ? (found.length ? count + first : "No results. Try fewer or other words.") : "";
  }

  async function find() {
    const turn = ++asked;
    const query = input.value.trim();
    try {
      const search = await load();
      if (turn === asked) show(search(query), query);
    } catch {
      status.textContent = "The search could not be loaded. Load the page again to try once more.";
    }
  }

  const keys = {
    ArrowDown: () => activate(active + 1),
    ArrowUp: () => activate(active - 1),
    Enter: () => list.children[active]?.click(),
    Escape: () => panel.close(),
  };
  input.addEventListener("input", find);
  input.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.isComposing) return;
    event.preventDefault();
    keys[event.key]();
  });
  close.addEventListener("click", () => panel.close());
  panel.addEventListener("click", (event) => {
    if (event.target === panel || event.target.closest("a")) panel.close();
  });

  return {
    open() {
      panel.showModal();
      input.select();
      find();
    },
  };
}

/** A result as an option that is a link. */
function resultLink({ kind, title, number, where, href, snippet }, index) {
  const id = `${LIST}-${index}`;
  const properties = { id, role: "option", href: siteAddress(href), tabIndex: -1, className: "course-search-result" };
  const place = [KINDS[kind], number].filter(Boolean).join(" ");
  return make(
    "a",
    properties,
    make("span", { className: "course-search-kind" }, [place, where].filter(Boolean).join(" · ")),
    make("span", { className: "course-search-title" }, title),
    make("span", { className: "course-search-snippet" }, snippet),
  );
}
