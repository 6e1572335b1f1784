// Figures open large: in a dialog, which the browser closes on Esc; what does not fit scrolls there.

import { make } from "./make.js";

export function enlargeFigures() {
  const images = document.querySelectorAll("main :is(figure, .cell-output-display) img");
  for (const image of images) {
    const open = () => show(image);
    const button = make("button", { type: "button", className: "figure-open", title: "Enlarge" });
    button.ariaLabel = `Enlarge ${nameOf(image)}`;
    button.addEventListener("click", open);
    image.addEventListener("click", open);
    const frame = image.parentElement;
    frame.classList.add("figure-frame");
    frame.parentElement.classList.add("figure-box");
    frame.after(button);
  }
}

/** @returns {string} such as "Figure 3" */
function nameOf(image) {
  const caption = image.closest("figure")?.querySelector("figcaption")?.textContent.trim() ?? "";
  return caption.match(/^Figure\s\d+/)?.[0] ?? "the figure";
}

function show(image) {
  const large = make("img", { src: image.src, alt: image.alt });
  const [width, height] = [image.getAttribute("width") ?? image.naturalWidth, image.getAttribute("height")];
  large.style.setProperty("--natural", `${width}px`);
  large.style.setProperty("--ratio", width / (height ?? image.naturalHeight));
  const close = make("button", { type: "button", className: "course-button", autofocus: true }, "Close");
  const scroller = make("div", { className: "figure-scroller", tabIndex: 0 }, large);
  const dialog = make("dialog", { className: "figure-dialog" }, close, scroller);
  if (image.closest(".keep-colors")) dialog.classList.add("keep-colors");
  dialog.ariaLabel = nameOf(image);
  scroller.role = "group";
  scroller.ariaLabel = "Enlarged figure";
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
