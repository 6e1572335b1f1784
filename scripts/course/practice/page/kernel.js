// An exercise's kernel on the server that serves the page. What rejects here, rejects with what to tell the learner.

import { KernelAPI, KernelConnection, ServerConnection } from "@jupyterlab/services";

const SAFE = "Your code is safe: Run starts a fresh kernel.";
const SILENT = "The practice server does not answer. Your code is safe: start scripts/practice.py again, then Run.";
const STRANGER = "The practice server was started anew. Your code is safe: open the address that it printed, then Run.";
const LOST = `The connection to the kernel is lost, and with it what ran. ${SAFE}`;
const ENDED = `The kernel has ended: it crashed, needed too much memory, or started too many processes. ${SAFE}`;

const PATIENCE = 4000; // milliseconds

const settings = ServerConnection.makeSettings({
  baseUrl: `${location.origin}/`,
  wsUrl: `${location.origin.replace("http", "ws")}/`,
});

export class Kernel {
  #connection = null;
  #fail = () => {};

  /** @param {(waiting: boolean) => void} onWait told when the connection is lost, and when it is there again */
  constructor(onWait) {
    this.onWait = onWait;
    // What a page has left behind would run on
    addEventListener("pagehide", () => this.end({ keepalive: true }));
  }

  /** Starts a kernel, unless there is one. */
  start() {
    return asked(async () => {
      const gone = this.#connection && !(await KernelAPI.getKernelModel(this.#connection.id, settings));
      if (gone || this.#connection?.connectionStatus === "disconnected") this.#forget();
      if (this.#connection) return;
      const model = await KernelAPI.startNew({}, settings);
      const connection = new KernelConnection({ model, serverSettings: settings, handleComms: false });
      connection.statusChanged.connect((_, status) => {
        if (["autorestarting", "dead"].includes(status)) this.#fail(new Error(ENDED));
      });
      connection.connectionStatusChanged.connect((_, status) => {
        this.onWait(status === "connecting");
        if (status === "disconnected") this.#fail(new Error(LOST));
        if (status === "connected") this.#missEnd(this.#fail);
      });
      this.#connection = connection;
    });
  }

  /**
   * @param {object} content of the request, with the code
   * @param {(message: object) => void} onMessage called with each message of the code's output
   * @param {(asked: object, reply: (value: string) => void) => void} onInput called for each `input()`
   * @returns {Promise<boolean>} whether the code ended without an error
   */
  async execute(content, onMessage, onInput) {
    const future = this.#connection.requestExecute(content);
    future.onIOPub = onMessage;
    future.onStdin = ({ header, content: asked }) =>
      onInput(asked, (value) => future.sendInputReply({ status: "ok", value }, header));
    const failed = new Promise((_, reject) => (this.#fail = reject));
    try {
      const reply = await Promise.race([future.done.catch(() => failed), failed]);
      return reply.content.status === "ok";
    } finally {
      this.#fail = () => {};
    }
  }

  /** Stops what runs; where that does not help, by the kernel's end. */
  async interrupt() {
    const fail = this.#fail;
    const stopped = this.#connection && KernelAPI.interruptKernel(this.#connection.id, settings);
    await Promise.resolve(stopped).catch(() => this.end());
    setTimeout(() => fail === this.#fail && this.end(), PATIENCE);
  }

  /** Ends the kernel; what runs in it rejects without a message. options: of the request. */
  async end(options = {}) {
    const id = this.#connection?.id;
    this.#fail(new Error());
    this.#forget();
    const init = { ...settings.init, ...options };
    if (id) await KernelAPI.shutdownKernel(id, { ...settings, init }).catch(() => {});
  }

  /** Fails what has ended while nobody was there to see it: after a connection is back, what was missed comes first. */
  #missEnd(fail) {
    setTimeout(async () => {
      const model =
        this.#connection && (await KernelAPI.getKernelModel(this.#connection.id, settings).catch(() => null));
      if (model?.execution_state === "idle") fail(new Error(LOST));
    }, PATIENCE);
  }

  #forget() {
    this.#connection?.dispose();
    this.#connection = null;
  }
}

async function asked(request) {
  try {
    return await request();
  } catch (error) {
    if (error instanceof ServerConnection.NetworkError) throw new Error(SILENT);
    throw error.response?.status === 403 ? new Error(STRANGER) : error;
  }
}
