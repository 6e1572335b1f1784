// The optimizer lab: brings <optimizer-lab> to life, runs of SGD with momentum on f(x) = x⁴ + x³ − 5x² to play with.
// Its markup is _extensions/course/lab.html, its look assets/styles/optimizer-lab.css.

const RATE = "learning-rate";
const PLACES = { local: 1.25, hump: 0, global: -2 }; // where the slope is 0
const TOLERANCE = 0.05; // as in the check of the learning rate exercise
const LONG = 2000; // steps: enough to come to rest even with momentum 0.99
const STEP_MS = 220;
const SETTLE_MS = 200;
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -9, PageUp: 9, Home: -999, End: 999 };

const f = (x) => x ** 4 + x ** 3 - 5 * x ** 2;
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const minus = (value) => String(value).replace("-", "−");

/** The positions that torch.optim.SGD takes on f, start included; they end before a number overflows. */
export function run({ [RATE]: rate, momentum, start, steps }) {
  const positions = [start];
  let x = start;
  let velocity = 0; // so that the first one is the gradient, as in PyTorch
  while (positions.length <= steps) {
    // Products, as PyTorch has them: ** rounds otherwise
    velocity = momentum * velocity + (4 * x * x * x + 3 * x * x - 10 * x);
    x -= rate * velocity;
    if (!Number.isFinite(x)) break;
    positions.push(x);
  }
  return positions;
}

/**
 * The step from which on a run only gets further away from 0, or -1.
 * Where |x| has not shrunk and η(4x² − 3|x| − 10) > 2(1 + m), the next |x| is larger again: the slope's part
 * of the step is more than 2(1 + m)|x|, the momentum's at most 2m|x|.
 */
function divergence(positions, { [RATE]: rate, momentum }) {
  const sizes = positions.map(Math.abs);
  const steep = (x) => rate * (4 * x * x - 3 * x - 10) > 2 * (1 + momentum);
  return sizes.findIndex((x, step) => step && x >= sizes[step - 1] && steep(x));
}

/** The name of the place near which a run is at a step and hardly moves, or undefined. */
function rest(positions, step, tolerance) {
  const x = positions[step];
  if (Math.abs(x - positions[step - 1]) > tolerance) return undefined;
  return Object.keys(PLACES).find((name) => Math.abs(x - PLACES[name]) <= tolerance);
}

/** What the run with these settings has come to after so many steps, in words. */
export function verdict(settings, shown) {
  const positions = run({ ...settings, steps: LONG });
  const step = Math.min(shown, positions.length - 1);
  const x = positions[step];
  const where = minus(Math.abs(x) < 1e4 ? x.toFixed(2) : x.toExponential(0));
  if (step === 0) return `At the start x = ${where}.`;
  const after = `After ${step} ${step === 1 ? "step" : "steps"} x = ${where}:`;
  const away = divergence(positions, settings);
  if (away > 0 && away <= step) return `${after} diverged. From step ${away} on, it only gets further away.`;
  const now = rest(positions, step, TOLERANCE);
  const end = away > 0 ? undefined : rest(positions, positions.length - 1, 1e-3);
  if (now === "hump" && end === now) return `${after} at rest on the hump, where the slope is 0.`;
  const stay = end === now ? "." : " for now, but more steps lead away from it.";
  if (now === "local") return `${after} stuck in the local minimum${stay}`;
  if (now === "global") return `${after} reached the global minimum${stay}`;
  if (end) return `${after} still moving. With more steps it ends in the ${end} minimum.`;
  return `${after} still moving. With more steps it ${away > 0 ? "diverges" : "does not come to rest"}.`;
}

// The plots in the units of their viewBox; the axes that lab.html draws have these scales
const toX = (x) => 206 + 52 * x;
const toY = (y) => 173 - 6.4 * y;
const round = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
const path = (points) => `M${points.map(round).join("L")}`;
const dots = (points) => points.map((point) => `M${round(point)}h0`).join(""); // no length, round ends: a dot

/** The steps' numbers above their points: the first, the last, and of the others those that find room. */
function numbers(points) {
  const kept = [];
  for (const step of [0, points.length - 1, ...points.keys()]) {
    const [x, y] = points[step];
    if (kept.some((other) => Math.hypot(other.x - x, other.y - y) < (other.step ? 16 : 28))) continue;
    kept.push({ step, x, y });
  }
  return kept.map(({ step, x, y }) => `<text x="${x}" y="${y - (step ? 9 : 14)}">${step}</text>`).join("");
}

class OptimizerLab extends HTMLElement {
  connectedCallback() {
    if (this.settings) return;
    this.inputs = [...this.querySelectorAll("input")];
    this.names = this.inputs.map((input) => input.name);
    this.given = this.read((name) => this.getAttribute(name));
    const curve = Array.from({ length: 123 }, (_, i) => i / 20 - 3.3);
    this.find(".lab-curve").setAttribute("d", path(curve.map((x) => [toX(x), toY(f(x))])));
    this.listen();
    const shared = new URLSearchParams(location.search).get(this.id)?.split("_") ?? [];
    this.set(this.read((_, i) => shared[i]));
    this.draw();
    this.settle();
  }

  find(selector) {
    return this.querySelector(selector);
  }

  /** Settings from what a function of their names and places gives; the page's own where that is no number. */
  read(get) {
    const number = (text) => (text ? Number(text) : NaN);
    const values = this.names.map((name, i) => [name, number(get(name, i))]);
    return { ...this.given, ...Object.fromEntries(values.filter(([, value]) => !Number.isNaN(value))) };
  }

  listen() {
    for (const input of this.inputs) {
      const value = () => (input.name === RATE ? 10 ** input.value : Number(input.value));
      input.addEventListener("input", () => this.set({ [input.name]: value() }));
      if (input.name === RATE) input.addEventListener("keydown", (event) => this.pressOnRate(event));
    }
    for (const button of this.querySelectorAll("button")) {
      const choose = () => this.set(this.read((name) => button.getAttribute(`data-${name}`)));
      button.addEventListener("click", () => (button.name ? this[button.name]() : choose()));
    }
    const handle = this.find(".lab-start");
    handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId));
    handle.addEventListener("pointermove", (event) => {
      if (handle.hasPointerCapture(event.pointerId)) this.drag(event.clientX);
    });
    handle.addEventListener("keydown", (event) => this.pressOnStart(event));
  }

  /** Change settings, brought to what the sliders allow; the new run is shown whole. */
  set(changes) {
    const allow = ({ name, min, max }) => {
      const value = changes[name] ?? this.settings[name];
      if (name === RATE) return Number(clamp(value, 10 ** min, 10 ** max).toPrecision(2));
      return Number(clamp(value, min, max).toFixed(name === "steps" ? 0 : 2));
    };
    this.settings = Object.fromEntries(this.inputs.map((input) => [input.name, allow(input)]));
    this.positions = run(this.settings);
    this.last = this.positions.length - 1;
    this.stop();
    this.show(this.last);
  }

  /** Show the run up to a step, a fraction of one while it plays. */
  show(step) {
    this.shown = step;
    this.frame ??= requestAnimationFrame(() => this.draw());
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), SETTLE_MS);
  }

  drag(clientX) {
    const box = this.find(".lab-hill").getBoundingClientRect();
    const x = ((clientX - box.left) / box.width) * 360;
    this.set({ start: (x - toX(0)) / (toX(1) - toX(0)) });
  }

  pressOnStart(event) {
    if (!KEYS[event.key]) return;
    event.preventDefault();
    this.set({ start: this.settings.start + KEYS[event.key] * 0.05 });
  }

  /** An arrow key moves the learning rate by one in its second digit, however far that is on the slider. */
  pressOnRate(event) {
    const by = KEYS[event.key];
    if (Math.abs(by) !== 1) return;
    event.preventDefault();
    const rate = this.settings[RATE];
    this.set({ [RATE]: rate + by * 10 ** (Math.floor(Math.log10(rate * (1 + by / 1000))) - 1) });
  }

  play() {
    if (this.playing) return this.stop();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.show(this.last);
    const from = this.shown < this.last ? this.shown : 0;
    let began;
    const tick = (now) => {
      began ??= now;
      this.show(Math.min(from + (now - began) / STEP_MS, this.last));
      this.playing = this.shown < this.last ? requestAnimationFrame(tick) : this.stop();
    };
    this.playing = requestAnimationFrame(tick);
    this.find("[name=play]").textContent = "Pause";
  }

  stop() {
    cancelAnimationFrame(this.playing);
    this.playing = undefined;
    this.find("[name=play]").textContent = "Play";
  }

  step() {
    this.stop();
    this.show(this.shown < this.last ? Math.floor(this.shown) + 1 : 1);
  }

  reset() {
    this.stop();
    this.show(0);
  }

  async copy() {
    const link = this.address();
    link.hash = this.id;
    const copied = await navigator.clipboard?.writeText(link.href).then(
      () => "Link copied.",
      () => "",
    );
    this.find(".lab-said").textContent = copied || "Copy the page’s address: it holds the settings.";
  }

  /** The page's address with the settings, without them where they are the page's own. */
  address() {
    const url = new URL(location.href);
    const own = this.names.every((name) => this.settings[name] === this.given[name]);
    if (own) url.searchParams.delete(this.id);
    else url.searchParams.set(this.id, Object.values(this.settings).join("_"));
    return url;
  }

  /** When the reader pauses: say what the run has come to, and put the settings into the page's address. */
  settle() {
    this.find(".lab-verdict").textContent = verdict(this.settings, Math.floor(this.shown));
    const { href } = this.address();
    if (href !== location.href) history.replaceState(history.state, "", href);
  }

  draw() {
    this.frame = undefined;
    this.drawControls();
    const { steps } = this.settings;
    const [middle, end] = this.querySelectorAll(".lab-count");
    middle.textContent = steps % 2 ? "" : steps / 2;
    end.textContent = steps;
    const step = Math.floor(this.shown);
    const seen = this.positions.slice(0, step + 2).map((x) => clamp(x, -9, 9)); // far outside, the place is all one
    const hill = seen.map((x) => [toX(x), toY(f(x))]);
    this.drawRun(this.find(".lab-hill"), hill);
    this.drawRun(
      this.find(".lab-heights"),
      hill.map(([, y], i) => [42 + (302 * i) / steps, y]),
    );
    this.find(".lab-numbers").innerHTML = numbers(hill.slice(0, step + 1));
    this.find(".lab-now").textContent = `step ${step}: x = ${minus(this.positions[step].toPrecision(3))}`;
  }

  drawControls() {
    for (const input of this.inputs) {
      const value = this.settings[input.name];
      input.value = input.name === RATE ? Math.log10(value) : value;
      input.ariaValueText = input.previousElementSibling.textContent = minus(value);
    }
    const { start } = this.settings;
    const handle = this.find(".lab-start");
    handle.style.setProperty("left", `${toX(start) / 3.6}%`);
    handle.style.setProperty("top", `${toY(f(start)) / 3}%`);
    handle.ariaValueNow = start;
    handle.ariaValueText = `x = ${minus(start)}`;
    this.find(".lab-said").textContent = "";
  }

  /** Draw the points up to the shown step; between two steps, the last one is on its way. */
  drawRun(plot, points) {
    const step = Math.floor(this.shown);
    const [from, to] = [points[step], points[step + 1] ?? points[step]];
    const ball = from.map((value, i) => value + (to[i] - value) * (this.shown - step));
    plot.querySelector(".lab-run").setAttribute("d", path([...points.slice(0, step + 1), ball]));
    plot.querySelector(".lab-dots").setAttribute("d", dots(points.slice(0, step + 1)));
    plot.querySelector(".lab-ball").setAttribute("transform", `translate(${ball})`);
  }
}

customElements.define("optimizer-lab", OptimizerLab);
