// An exercise that can be worked on: editor, buttons, outputs.

import { make } from "site/make.js";
import { remembered } from "site/storage.js";
import { makeEditor, markLine, replaceCode } from "./editor.js";
import { Kernel } from "./kernel.js";
import { explain, Output } from "./output.js";

const FULL = "This browser has no room for your code: save it as a notebook before you leave the page.";
const CUT_OFF = "The connection was lost for a moment: some of what your code showed may be missing.";
const ANEW = "The next run starts a fresh kernel. Replace your code by what the exercise began with, too?";
const BUTTONS = ["Run", "Stop", "Check", "Start over", "Show the hint"];

export class Exercise {
  #running = false;
  #failures = 0;

  /**
   * @param {HTMLElement} answer the published one
   * @param {string} key "chapter#id"
   * @param {{setup: string, seconds: number, characters: number, tasks: object}} course code that runs first, limits,
   *   and by their keys the exercises: the code given, the one to begin with, the check
   * @param {string} nonce with which the page's policy lets the editor's styles in
   */
  constructor(answer, key, course, nonce) {
    const section = answer.closest("section[id]");
    Object.assign(this, { section, course, place: `pytorch-course.code.${key}`, task: course.tasks[key] });
    const box = make("section", { className: "exercise-part practice" });
    box.innerHTML = `<p class="exercise-part-title">Your answer</p>
      <p id="${section.id}-keys"><small>Tab indents; press Escape, then Tab, to leave the editor. Ctrl+Enter runs.</small></p>
      <p>${BUTTONS.map((name) => `<button class="course-button">${name}</button>`).join(" ")}
        <label><input type="checkbox"> No time limit (${course.seconds} s)</label> <strong role="status"></strong></p>
      <div class="practice-output"></div>`;
    this.buttons = [...box.querySelectorAll("button")];
    this.hint = section.querySelector(".exercise-hint");
    const [run, stop, check, startOver, hint] = this.buttons;
    run.onclick = () => this.#work(false);
    stop.onclick = () => this.#stop("Stopped.");
    check.onclick = () => this.#work(true);
    startOver.onclick = () => this.#startOver();
    hint.onclick = () => Object.assign(this.hint, { open: true }).firstElementChild.focus();
    hint.hidden = true;
    [this.unlimited, this.state] = box.querySelectorAll("input, [role=status]");
    const endless = () => this.#stop("Stopped: there was no end to what it printed.");
    this.output = new Output(box.querySelector(".practice-output"), course.characters, endless);
    this.kernel = new Kernel();
    this.kept = remembered(`code.${key}`, (found) => (typeof found === "string" ? found : this.task.scaffold));
    const label = `Your answer to ${section.querySelector("h2, h3").textContent.trim()}`;
    const on = { onChange: (code) => this.#keep(code), onRun: run.onclick };
    this.view = makeEditor({ label, help: `${section.id}-keys`, nonce, ...on });
    this.kept.watch((code) => replaceCode(this.view, code));
    box.firstElementChild.after(this.view.dom);
    answer.before(box);
    this.#enable(false);
  }

  get code() {
    return this.view.state.doc.toString();
  }

  /** Whether the browser has kept the code. */
  get isKept() {
    return this.kept.isStored();
  }

  #keep(code) {
    if (code !== this.kept.get()) this.kept.set(code);
    if (!this.isKept) this.#say(FULL);
  }

  #say(text) {
    this.state.textContent = text;
  }

  #enable(running) {
    this.#running = running;
    this.buttons.slice(0, 3).forEach((button, index) => (button.disabled = (index === 1) !== running));
  }

  async #work(checking) {
    if (this.#running) return;
    this.#enable(true);
    this.stopped = "";
    this.output.clear();
    markLine(this.view, 0);
    this.#say("Starting …");
    const late = () => this.#stop(`Stopped after ${this.course.seconds} s. Is that too short? Choose “No time limit”.`);
    const timer = this.unlimited.checked ? 0 : setTimeout(late, this.course.seconds * 1000);
    try {
      // What earlier code did to PyTorch itself does not count
      if (checking) await this.kernel.end();
      await this.kernel.start();
      this.#say("Running …");
      await this.kernel.execute({ code: this.course.setup, silent: true });
      this.#say(await this.#runParts(checking));
      if (this.kernel.wasCutOff) this.output.say(CUT_OFF);
    } catch ({ message }) {
      if (message || this.stopped) this.output.say(message || this.stopped, "practice-verdict");
      this.#say("");
    }
    clearTimeout(timer);
    this.#enable(false);
  }

  /** Runs what is given, the learner's code and the check. Returns how it went. */
  async #runParts(checking) {
    const names = new Map();
    const parts = { Given: this.task.given, "Your answer": this.code, ...(checking && { Check: this.task.check }) };
    for (const [name, code] of Object.entries(parts)) {
      let error;
      let printed = "";
      const onMessage = ({ header, content }) => {
        if (content.code !== undefined) names.set(String(content.execution_count), name);
        else if (content.traceback) error = content;
        else if (name === "Your answer") this.output.show(header.msg_type, content);
        else printed += content.text ?? "";
      };
      const fine = await this.kernel.execute({ code, allow_stdin: true }, onMessage, this.#ask.bind(this));
      if (this.stopped) throw new Error(this.stopped);
      if (!fine) return this.#explain(error, names, checking && name !== "Given");
      if (name === "Check") return this.#pass(printed);
    }
    return "Done.";
  }

  #explain({ ename, evalue, traceback }, names, counts) {
    const { text, line } = explain(traceback, names);
    const judged = ename === "AssertionError" && !line;
    const [name, shown, state] = judged ? ["p", `Not yet: ${evalue}`, "Not yet."] : ["pre", text, "An error."];
    this.output.add(make(name, { className: "practice-verdict" }, shown));
    markLine(this.view, line, `${ename}: ${evalue}`);
    this.#failures += counts;
    this.buttons[4].hidden = this.#failures < 2 || !this.hint;
    return state;
  }

  #pass(printed) {
    this.output.say(`Passed: ${printed.trim()}`, "practice-verdict");
    this.#failures = 0;
    this.section.querySelector(".exercise-done input:not(:checked)")?.click();
    return "Passed.";
  }

  /** Answers `input()`. */
  #ask({ prompt: question }, reply) {
    const answer = prompt(question || "Your code asks for input:");
    if (answer === null) return this.#stop("Stopped.");
    this.output.print(`${question}${answer}\n`);
    reply(answer);
  }

  #stop(reason) {
    this.stopped = reason;
    this.#say("Stopping …");
    this.kernel.interrupt();
  }

  async #startOver() {
    this.#failures = 0;
    await this.kernel.end();
    this.output.clear();
    this.#say("The next run starts a fresh kernel.");
    if (this.code !== this.task.scaffold && confirm(ANEW)) replaceCode(this.view, this.task.scaffold);
    this.view.focus();
  }
}
