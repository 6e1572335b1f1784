// A bar at the foot of a chapter's window: the exercise that is being read, the ones before and after it, whether it is
// done, and practice mode. The boxes of the page itself know what to do: the bar's ones press those.

import { make } from "./make.js";

export function addExerciseBar() {
  const list = document.querySelector(".sidebar-exercises[open]");
  const marks = [...document.querySelectorAll(".exercise-done input")];
  if (!list || !marks.length) return;
  const links = [...list.querySelectorAll("a")];
  const sections = marks.map((mark) => mark.closest("section[id]"));
  const before = make("a", { className: "bar-step" }, "‹");
  const after = make("a", { className: "bar-step" }, "›");
  const title = make("a", { className: "bar-title" });
  const done = make("input", { type: "checkbox" });
  const practice = make("input", { type: "checkbox", role: "switch" });
  const whole = document.querySelector(".practice-switch input");
  const bar = make(
    "nav",
    { className: "exercise-bar" },
    before,
    title,
    make("label", {}, done, " done"),
    make("label", { className: "practice-switch" }, practice, " practice"),
    after,
  );
  bar.ariaLabel = "This exercise";
  document.documentElement.dataset.bar = "";
  document.querySelector("main").append(bar);
  let current;

  function follow(link, place, what) {
    place.hidden = !link;
    if (!link) return;
    place.href = link.hash;
    place.ariaLabel = `${what}: ${link.textContent}`;
  }

  function update() {
    // The last exercise that begins in the window's upper third, or above it
    const found = sections.findLastIndex((section) => section.getBoundingClientRect().top < innerHeight / 3);
    bar.hidden = found < 0 || sections[found].getBoundingClientRect().bottom < 0;
    if (found >= 0 && found !== current) {
      current = found;
      title.textContent = links[found].textContent;
      title.href = links[found].hash;
      follow(links[found - 1], before, "Previous exercise");
      follow(links[found + 1], after, "Next exercise");
    }
    if (found >= 0) done.checked = marks[found].checked;
    practice.checked = whole.checked;
  }

  done.addEventListener("change", () => marks[current].click());
  practice.addEventListener("change", () => {
    // The exercise that is being read stays in the window
    const section = sections[current];
    const begun = section.getBoundingClientRect().top < 0;
    whole.click();
    if (begun) section.scrollIntoView();
  });
  document.addEventListener("change", update);
  addEventListener("scroll", update, { passive: true });
  addEventListener("storage", () => setTimeout(update));
  update();
}
