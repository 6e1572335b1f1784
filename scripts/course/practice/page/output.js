// What code shows: text, tables, figures and errors, as far as a page can hold them.

import DOMPurify from "dompurify";
import { make } from "../../../../assets/scripts/make.js";

const LARGEST = 5_000_000; // characters of an image or a table
const ENDLESS = 1_000_000; // printed characters after which code is stopped
// biome-ignore lint/suspicious/noControlCharactersInRegex: the one that colors begin with
const COLORS = /\x1b\[[0-9;]*m/g;
// What jupyter_server prints in place of outputs that come too fast
const TOO_FAST = /^IOPub (message|data) rate exceeded/;

export class Output {
  #printed = 0;
  #stream = null;
  #displays = new Map();
  #clearing = false;

  /**
   * @param {HTMLElement} element
   * @param {number} limit of printed characters that are shown
   * @param {() => void} onEndless called when there is no end to what is printed
   */
  constructor(element, limit, onEndless) {
    Object.assign(this, { element, limit, onEndless });
  }

  clear() {
    this.element.replaceChildren();
    this.#printed = 0;
    this.#stream = null;
    this.#displays.clear();
  }

  /** Shows a message of the kernel's that is none of an error. */
  show({ header: { msg_type: type }, content }) {
    if (type === "clear_output") {
      if (content.wait) this.#clearing = true;
      else this.clear();
      return;
    }
    if (!["stream", "display_data", "execute_result", "update_display_data"].includes(type)) return;
    if (this.#clearing) this.clear();
    this.#clearing = false;
    if (type === "stream") return this.#print(content.text);
    const made = render(content.data);
    const id = content.transient?.display_id;
    if (type === "update_display_data") this.#displays.get(id)?.replaceWith(made);
    else this.add(made);
    if (id) this.#displays.set(id, made);
  }

  add(element) {
    this.#stream = null;
    this.element.append(element);
    return element;
  }

  #print(text) {
    const before = this.#printed;
    this.#printed += text.length;
    if (TOO_FAST.test(text) || (before <= ENDLESS && this.#printed > ENDLESS)) return this.onEndless();
    if (before > this.limit) return;
    if (!this.#stream) {
      this.#stream = { text: "", element: this.add(make("pre", { className: "cell-output-stdout" })) };
    }
    const stream = this.#stream;
    stream.text += text.replace(COLORS, "").slice(0, Math.max(0, this.limit - before));
    stream.element.textContent = stream.text.replace(/\r\n/g, "\n").replace(/[^\n]*\r(?=[^\n])/g, "");
    if (this.#printed > this.limit) this.say(`Only the first ${this.limit.toLocaleString("en")} characters are shown.`);
  }

  /** Adds a remark of ours. */
  say(text, className = "practice-remark") {
    return this.add(make("p", { className }, text));
  }
}

/** Makes an element of an output in several formats. */
function render(data) {
  const type = ["image/svg+xml", "image/png", "image/jpeg", "text/html", "text/plain"].find((name) => name in data);
  const value = [data[type] ?? ""].flat().join("");
  if (value.length > LARGEST) {
    const size = Math.round((type.startsWith("image/p") ? 0.75 : 1) * value.length * 1e-6);
    const kind = type.startsWith("image/") ? "An image" : "An output";
    return make("p", { className: "practice-remark" }, `${kind} of ${size} MB is too large to be shown here.`);
  }
  const place = make("div", { className: "cell-output-display" });
  if (type === "image/svg+xml") place.append(image(`data:${type};charset=utf-8,${encodeURIComponent(value)}`));
  else if (type?.startsWith("image/")) place.append(image(`data:${type};base64,${value}`));
  else if (type === "text/html") place.innerHTML = DOMPurify.sanitize(value, { FORBID_TAGS: ["style"], FORBID_ATTR: ["style"] });
  else place.append(make("pre", {}, value.replace(COLORS, "")));
  return place;
}

function image(src) {
  return make("img", { src, alt: "Figure drawn by your code" });
}

/**
 * What a learner needs of an error: the last places in code that is not of a library, and the error itself.
 *
 * @param {{ename: string, evalue: string, traceback: string[]}} error
 * @param {Map<number, string>} parts the names of what ran, by the kernel's count
 * @returns {{text: string, line: number|null}} line: of the learner's code
 */
export function explain({ ename, evalue, traceback }, parts) {
  const places = traceback
    .map((frame) => frame.replace(COLORS, ""))
    .map((frame) => [...(/^\s*Cell In\[(\d+)\], line (\d+)([^\n]*)\n([^]*)/.exec(frame) ?? [])])
    .filter(([found]) => found);
  const frames = places.slice(-3).map(([, count, line, where, code]) => {
    const end = code.indexOf(`\n${ename}: `);
    const lines = end < 0 ? code.split("\n").filter((each) => each.startsWith("-")) : [code.slice(0, end)];
    return `${parts.get(Number(count)) ?? "Code"}, line ${line}${where}\n${lines.join("\n")}`;
  });
  const own = places.filter(([, count]) => parts.get(Number(count)) === "Your answer").at(-1);
  const message = `${ename}: ${evalue.replace(/ \(\d+\.py, line \d+\)$/, "")}`;
  return { text: [...frames, message].join("\n"), line: own ? Number(own[2]) : null };
}
