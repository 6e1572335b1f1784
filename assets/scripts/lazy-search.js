// Loads Quarto's search when somebody uses it: until then a box without a script is in its place.
{
  const address = document.querySelector('meta[name="course:search"]')?.content;
  const root = document.getElementById("quarto-search");
  const options = document.getElementById("quarto-search-options");
  const keys = options ? (JSON.parse(options.textContent)["keyboard-shortcut"] ?? []) : [];
  const arrival = new URL(window.location);
  let loading;

  // The search script starts on DOMContentLoaded, which has passed: collect what waits for it, then run that.
  const load = () => {
    loading ??= new Promise((resolve, reject) => {
      const waiting = [];
      const listen = document.addEventListener;
      document.addEventListener = function (type, listener, ...rest) {
        if (type === "DOMContentLoaded") waiting.push(listener);
        else listen.call(this, type, listener, ...rest);
      };
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => {
        delete document.addEventListener;
        const typed = root.querySelector("input")?.value ?? "";
        const focused = root.contains(document.activeElement);
        root.replaceChildren();
        waiting.forEach((start) => start.call(document));
        document.removeEventListener("keyup", openByKey);
        const input = root.querySelector("input");
        if (input && focused) {
          input.value = typed;
          input.focus();
          if (typed) input.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }
        resolve();
      };
      script.onerror = () => {
        delete document.addEventListener;
        loading = undefined;
        reject(new Error("the search could not be loaded"));
      };
      document.head.append(script);
    });
    return loading;
  };

  const open = () =>
    load().then(
      () => window.quartoOpenSearch(),
      () => {},
    );
  const openByKey = (event) => {
    const busy = document.activeElement.closest("input, select, textarea, button, option, [contenteditable]");
    if (keys.includes(event.key) && !busy) open();
  };

  if (address && root) {
    window.quartoOpenSearch = open;
    root.addEventListener("focusin", (event) => event.target.matches("input") && load().catch(() => {}), {
      once: true,
    });
    root.querySelectorAll("button").forEach((button) => button.addEventListener("click", open));
    root.querySelector("form")?.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("keyup", openByKey);
    // A page reached from a search result marks what was searched for; the links of the navigation, which are made
    // from the page's address, must not repeat the query
    if (arrival.searchParams.has("q") || arrival.searchParams.has("show-results")) {
      const clean = new URL(arrival);
      clean.searchParams.delete("q");
      window.history.replaceState({}, "", clean);
      document.addEventListener("DOMContentLoaded", () => {
        window.history.replaceState({}, "", arrival);
        load().catch(() => {});
      });
    }
  }
}
