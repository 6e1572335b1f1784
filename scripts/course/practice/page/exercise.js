// An exercise that can be worked on: editor, buttons, outputs.

import { make } from "../../../../assets/scripts/make.js";
import { makeEditor, markLine, replaceCode } from "./editor.js";
import { Kernel } from "./kernel.js";
import { explain, Output } from "./output.js";

const ASK = "The kernel is ended; the next run starts a fresh one. Replace your code by what the exercise began with, too?";
const KEYS = "Tab indents; press Escape, then Tab, to leave the editor. Ctrl+Enter runs.";
const FULL = "This browser has no room to keep your code: save it as a notebook before you leave the page.";
const INPUT = "Your code asks for input";

export class Exercise {
  #running = false;
  #failures = 0;
  #reason = "";

  /**
   * @param {HTMLElement} answer the published one's part of the page
   * @param {{given: string, scaffold: string, check: string}} task
   * @param {{setup: string, seconds: number, characters: number}} course setup: code that runs first
   * @param {{get: () => string|null, set: (code: string) => boolean}} store of the learner's code
   * @param {string} nonce
   */
  constructor(answer, task, course, store, nonce) {
    const section = answer.closest("section[id]");
    Object.assign(this, { section, task, course, store });
    this.kernel = new Kernel((waiting) => this.#running && this.say(waiting ? "Connecting …" : "Running …"));
    const button = (text, action) => {
      const made = make("button", { type: "button", className: "course-button" }, text);
      made.addEventListener("click", action);
      return made;
    };
    this.run = button("Run", () => this.#work(false));
    this.stop = button("Stop", () => this.#interrupt("Stopped."));
    this.check = button("Check", () => this.#work(true));
    const anew = button("Start over", () => this.#startOver());
    this.unlimited = make("input", { type: "checkbox" });
    this.state = make("span", { role: "status" });
    const place = make("div", { className: "practice-output" });
    this.output = new Output(place, course.characters, () => this.#interrupt("Stopped: there was no end to what it printed."));
    const help = make("p", { className: "practice-remark", id: `${section.id}-keys` }, KEYS);
    const title = section.querySelector("h2, h3").textContent.trim();
    this.view = makeEditor({
      code: store.get() ?? task.scaffold,
      label: `Your answer to ${title}`,
      help: help.id,
      nonce,
      onChange: (code) => this.#keep(code),
      onRun: () => this.#work(false),
    });
    const lift = make("label", {}, this.unlimited, ` No time limit (${course.seconds} s)`);
    const tools = make("div", { className: "practice-tools" }, this.run, this.stop, this.check, anew, lift, this.state);
    const head = make("p", { className: "exercise-part-title" }, "Your answer");
    answer.before(make("section", { className: "exercise-part practice" }, head, this.view.dom, help, tools, place));
    this.stop.disabled = true;
  }

  get code() {
    return this.view.state.doc.toString();
  }

  /** Takes over what was typed in another tab. */
  update() {
    replaceCode(this.view, this.store.get() ?? this.task.scaffold);
  }

  say(text) {
    this.state.textContent = text;
  }

  #keep(code) {
    if (code === this.store.get()) return;
    this.unsaved = !this.store.set(code);
    if (this.unsaved) this.say(FULL);
  }

  async #work(checking) {
    if (this.#running) return;
    this.#begin(checking);
    const limit = this.unlimited.checked ? 0 : this.course.seconds;
    const stopped = `Stopped after ${limit} s. Where that is too short, choose “No time limit”.`;
    const timer = limit && setTimeout(() => this.#interrupt(stopped), limit * 1000);
    try {
      await this.kernel.start();
      this.say("Running …");
      await this.kernel.execute({ code: this.course.setup, silent: true }, () => {});
      const parts = { Given: this.task.given, "Your answer": this.code, ...(checking && { Check: this.task.check }) };
      await this.#runParts(parts, checking);
    } catch (error) {
      if (error.message) this.output.say(error.message, "practice-error");
      this.say("");
    } finally {
      clearTimeout(timer);
      this.#end();
    }
  }

  async #runParts(parts, checking) {
    const names = new Map();
    const start = performance.now();
    for (const [name, code] of Object.entries(parts)) {
      let error = null;
      const shown = [];
      const onMessage = (message) => {
        if (message.header.msg_type === "execute_input") names.set(message.content.execution_count, name);
        else if (message.header.msg_type === "error") error = message.content;
        else if (name === "Your answer") this.output.show(message);
        else if (message.header.msg_type === "stream") shown.push(message.content.text);
      };
      const fine = await this.kernel.execute({ code, allow_stdin: true }, onMessage, (...asked) => this.#ask(...asked));
      if (!fine) return this.#fail(name, error, names);
      if (name === "Check") this.#pass(shown.join(""));
    }
    if (!checking) this.say(`Done in ${((performance.now() - start) / 1000).toFixed(1)} s.`);
  }

  #fail(name, error, names) {
    if (!error || error.ename === "KeyboardInterrupt") {
      this.output.say(this.#reason || "Stopped.", "practice-error");
      return this.say("");
    }
    const { text, line } = explain(error, names);
    const verdict = name === "Check" && error.ename === "AssertionError";
    if (verdict) this.output.say(`Not yet: ${error.evalue}`, "practice-error");
    else this.output.add(make("pre", { className: "practice-error" }, text));
    if (line) markLine(this.view, line, text.slice(text.lastIndexOf(`\n${error.ename}`) + 1));
    this.say(verdict ? "Not yet." : "An error.");
    const hint = this.section.querySelector(".exercise-hint");
    if (name !== "Given" && this.checking && ++this.#failures >= 2 && hint) this.#offer(hint);
  }

  #offer(hint) {
    const show = make("button", { type: "button", className: "course-button" }, "Show the hint");
    show.addEventListener("click", () => {
      hint.open = true;
      hint.querySelector("summary").focus();
    });
    this.output.add(show);
  }

  #pass(text) {
    this.output.say(`Passed: ${text.trim()}`, "practice-passed");
    this.say("Passed.");
    this.#failures = 0;
    const mark = this.section.querySelector(".exercise-done input");
    if (mark && !mark.checked) mark.click();
  }

  /** Shows a field in which to answer `input()`. */
  #ask({ prompt, password }, reply) {
    const field = make("input", { type: password ? "password" : "text", ariaLabel: prompt || INPUT });
    const form = make("form", { className: "practice-input" }, prompt, field, make("button", {}, "Enter"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      form.replaceWith(make("pre", { className: "cell-output-stdout" }, prompt + (password ? "" : field.value)));
      reply(field.value);
    });
    this.output.add(form);
    this.say("Waiting for your input.");
    field.focus();
  }

  #begin(checking) {
    this.checking = checking;
    this.#running = true;
    this.#reason = "";
    this.run.disabled = this.check.disabled = true;
    this.stop.disabled = false;
    this.output.clear();
    markLine(this.view, 0);
    this.say("Starting …");
  }

  #end() {
    this.#running = false;
    this.run.disabled = this.check.disabled = false;
    this.stop.disabled = true;
    for (const form of this.output.element.querySelectorAll("form")) form.remove();
  }

  async #interrupt(reason) {
    this.#reason = reason;
    this.say("Stopping …");
    await this.kernel.interrupt().catch((error) => this.kernel.end().then(() => this.output.say(error.message, "practice-error")));
  }

  async #startOver() {
    this.#failures = 0;
    await this.kernel.end();
    this.output.clear();
    this.say("The next run starts a fresh kernel.");
    if (this.code !== this.task.scaffold && confirm(ASK)) replaceCode(this.view, this.task.scaffold);
    this.view.focus();
  }
}
