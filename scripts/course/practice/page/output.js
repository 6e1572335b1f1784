// What code shows: text, tables, figures and errors, as much as a page can hold.

import DOMPurify from "dompurify";
import { make } from "site/make.js";

const ENDLESS = 1_000_000; // printed characters after which code is stopped
// What jupyter_server prints in place of outputs that come too fast
const TOO_FAST = /^IOPub (message|data) rate exceeded/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colors begin with one
const COLOR = /\x1b\[[0-9;]*m/g;
const SAFE = { FORBID_TAGS: ["style"], FORBID_ATTR: ["style"] };
const CELL = /^\s*Cell In\[(\d+)\](?:, line (\d+))?/;

export class Output {
  /**
   * @param {HTMLElement} element
   * @param {number} limit of printed characters that are shown
   * @param {() => void} onEndless called when there is no end to what is printed
   */
  constructor(element, limit, onEndless) {
    Object.assign(this, { element, limit, onEndless });
    this.clear();
  }

  clear() {
    this.element.replaceChildren();
    Object.assign(this, { printed: 0, stream: null, clearing: false });
  }

  add(element) {
    this.stream = null;
    this.element.append(element);
  }

  say(text, className = "") {
    this.add(make("p", { className }, text));
  }

  /** Shows one of the kernel's messages, those of errors aside. */
  show(type, content) {
    if (type === "clear_output") this.clearing = true;
    if (type !== "stream" && !content.data) return;
    if (this.clearing) this.clear();
    if (type === "stream") this.print(content.text);
    else this.add(render(content.data));
  }

  print(text) {
    const before = this.printed;
    this.printed += text.length;
    if (TOO_FAST.test(text) || (before <= ENDLESS && this.printed > ENDLESS)) return this.onEndless();
    if (before > this.limit) return;
    const pre = this.stream ?? make("pre", { raw: "", tabIndex: 0 });
    if (!this.stream) this.add(pre);
    this.stream = pre;
    pre.raw += text.slice(0, this.limit - before);
    const plain = pre.raw.replace(COLOR, "").replace(/\r\n/g, "\n");
    // As on a terminal: a carriage return begins the line anew
    pre.textContent = plain.replace(/[^\n]*\r(?!$)/g, "");
    if (this.printed > this.limit) this.say(`Only the first ${this.limit} characters are shown.`);
  }
}

function render(data) {
  const type = ["image/svg+xml", "image/png", "image/jpeg", "text/html", "text/plain"].find((each) => each in data);
  const value = [data[type] ?? ""].flat().join("");
  const alt = "Figure drawn by your code";
  const place = make("div", { className: "cell-output-display" });
  if (type === "image/svg+xml") place.append(make("img", { src: `data:${type},${encodeURIComponent(value)}`, alt }));
  else if (type?.startsWith("image/")) place.append(make("img", { src: `data:${type};base64,${value}`, alt }));
  else if (type === "text/html") place.innerHTML = DOMPurify.sanitize(value, SAFE);
  else place.append(make("pre", { tabIndex: 0 }, value.replace(COLOR, "")));
  return place;
}

/**
 * What a learner needs of an error: the last places in code of the exercise, and the error itself.
 *
 * @param {string[]} traceback as IPython writes it
 * @param {Map<string, string>} names of the parts that have run, by their numbers
 * @returns {{text: string, line: number}} line: the last one in the learner's own code, 0 where there is none
 */
export function explain(traceback, names) {
  const frames = traceback.map((frame) => frame.replace(COLOR, "").trimEnd());
  const own = frames.filter((frame) => CELL.test(frame));
  const named = own.map((frame) => frame.replace(CELL, (_, count, line) => `${names.get(count)}, line ${line}`));
  const line = own.map((frame) => CELL.exec(frame)).findLast(([, count]) => names.get(count) === "Your answer")?.[2];
  // A syntax error has its message in its frame
  const message = own.includes(frames.at(-1)) ? [] : [frames.at(-1)];
  return { text: [...named.slice(-3), ...message].join("\n"), line: Number(line ?? 0) };
}
