// Loads the optimizer lab's script when a lab comes near: until then its room is kept, and the page is ready sooner.

import { loadScripts } from "./load.js";

const NEAR = "200%"; // of the window's height: there before a reader is, by wheel, finger or Tab

export function loadLabs() {
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      loadScripts("optimizer-lab.js");
    },
    { rootMargin: NEAR },
  );
  document.querySelectorAll("optimizer-lab").forEach((lab) => watcher.observe(lab));
}
