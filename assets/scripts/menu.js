// The menu of narrow windows: the sidebar as a popover, which the browser opens and closes; Esc, too.

export function watchMenu() {
  const menu = document.getElementById("quarto-sidebar");
  const button = document.querySelector(".course-menu");
  if (!button) return;
  menu.addEventListener("toggle", (event) => {
    button.ariaExpanded = String(event.newState === "open");
  });
  menu.addEventListener("click", (event) => event.target.closest("a") && menu.hidePopover());
  // In a wide window it is a sidebar, which is no popover any more
  matchMedia("(width >= 62rem)").addEventListener("change", () => menu.hidePopover());
}
