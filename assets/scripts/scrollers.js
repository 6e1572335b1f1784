// What is wider than its place scrolls sideways: by keyboard too, where it does.

const SELECTOR = "main :is(table, pre, math[display=block], .cell-output-display, .figure-frame, .sd-table)";

/** Lets Tab reach what scrolls sideways, as long as it does. */
export function watchScrollers() {
  const watcher = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth && getComputedStyle(target).overflowX !== "visible") {
        target.tabIndex = 0;
      } else if (target.tabIndex === 0) target.removeAttribute("tabindex");
    }
  });
  document.querySelectorAll(SELECTOR).forEach((element) => watcher.observe(element));
}
