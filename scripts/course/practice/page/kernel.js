// An exercise's kernel on the server that serves the page. What rejects here, rejects with what to tell the learner.

import { KernelAPI, KernelConnection, ServerConnection } from "@jupyterlab/services";

const SILENT = "The practice server does not answer. Your code is safe: start scripts/practice.py again, then Run.";
const STRANGER = "The practice server was started anew. Your code is safe: open the address that it printed, then Run.";
const LOST =
  "The connection to the kernel is lost, and with it what ran. Your code is safe: Run starts a fresh kernel.";
const ENDED =
  "The kernel has ended: it crashed, or took too much of the machine. Your code is safe: Run starts a fresh kernel.";
const PATIENCE = 4000; // milliseconds
// Requests outlive their page, as one that it makes at its end has to
const serverSettings = ServerConnection.makeSettings({ init: { keepalive: true } });

export class Kernel {
  /** Whether the connection was lost for a moment since the start, and perhaps some output with it. */
  wasCutOff = false;
  #connection = null;
  #fail = () => {};

  /** Starts a kernel, unless there is one. */
  async start() {
    this.wasCutOff = false;
    try {
      if (!(await this.#model())) await this.end();
      this.#connection ??= this.#connect(await KernelAPI.startNew({}, serverSettings));
    } catch (error) {
      if (error instanceof ServerConnection.NetworkError) throw new Error(SILENT);
      throw error.response?.status === 403 ? new Error(STRANGER) : error;
    }
  }

  #connect(model) {
    const connection = new KernelConnection({ model, serverSettings, handleComms: false });
    connection.statusChanged.connect((_, status) => {
      if (status === "dead") this.end(ENDED);
    });
    let wasConnected = false;
    connection.connectionStatusChanged.connect((_, status) => {
      this.wasCutOff ||= wasConnected && status === "connecting";
      wasConnected ||= status === "connected";
      if (status === "disconnected") this.end(LOST);
      // What has ended while the connection was lost, and what was missed has come
      const fail = this.#fail;
      const look = async () => (await this.#model())?.execution_state === "idle" && fail(new Error(LOST));
      if (status === "connected") setTimeout(look, PATIENCE);
    });
    return connection;
  }

  /** What the server knows of the kernel, where there is one. */
  #model = () => this.#connection && KernelAPI.getKernelModel(this.#connection.id, serverSettings);

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
    const reply = await Promise.race([future.done.catch(() => failed), failed]);
    return reply.content.status === "ok";
  }

  /** Stops what runs; where that does not help, by the kernel's end. */
  interrupt() {
    const fail = this.#fail;
    this.#connection?.interrupt().catch(() => this.end());
    setTimeout(() => fail === this.#fail && this.end(), PATIENCE);
  }

  /** Ends the kernel; what runs in it rejects with a message, or an empty one. */
  async end(message) {
    const connection = this.#connection;
    this.#connection = null;
    this.#fail(new Error(message));
    this.#fail = () => {};
    connection?.dispose();
    if (connection) await KernelAPI.shutdownKernel(connection.id, serverSettings).catch(() => {});
  }
}
