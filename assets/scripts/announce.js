// Telling readers who do not see the page what has happened on it.

import { make } from "./make.js";

let place;

/** Makes the place in which screen readers look for news, before there are any. */
export function prepareAnnouncements() {
  place = make("p", { className: "visually-hidden", role: "status" });
  document.body.append(place);
}

/** @param {string} text */
export function announce(text) {
  // The same news twice are two
  place.textContent = place.textContent === text ? `${text}\u00a0` : text;
}
