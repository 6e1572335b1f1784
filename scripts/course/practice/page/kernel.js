// An exercise's kernel on the server that serves the page.

import { KernelAPI, KernelConnection, ServerConnection } from "@jupyterlab/services";

const settings = ServerConnection.makeSettings({
  baseUrl: `${location.origin}/`,
  wsUrl: `${location.origin.replace("http", "ws")}/`,
});
const SILENT = "The practice server does not answer. Your code is safe: start scripts/practice.py again, then Run.";
const STRANGER = "The practice server was started anew. Your code is safe: open the address that it has printed, then Run.";
const LOST = "The connection to the kernel is lost, and with it what ran. Your code is safe: Run starts a fresh kernel.";
const ENDED =
  "The kernel has ended: the code crashed it, needed too much memory or started too many processes. " +
  "Your code is safe: Run starts a fresh kernel.";

export class Kernel {
  #connection = null;
  #fail = () => {};

  /** @param {(waiting: boolean) => void} onWait told when the connection is lost, and when it is there again */
  constructor(onWait) {
    this.onWait = onWait;
    // What a closed page has left would run on; its kernel is of no use to a new one
    addEventListener("pagehide", () => this.end({ keepalive: true }));
  }

  /** Starts a kernel, or finds the one that there is. Rejects with what to tell the learner. */
  async start() {
    await this.#ask(async () => {
      if (this.#connection && !(await KernelAPI.getKernelModel(this.#connection.id, settings))) this.#forget();
      if (this.#connection?.connectionStatus === "disconnected") await this.#connection.reconnect();
      if (this.#connection) return;
      const model = await KernelAPI.startNew({}, settings);
      const connection = new KernelConnection({ model, serverSettings: settings, handleComms: false });
      this.#connection = connection;
      connection.statusChanged.connect((_, status) => {
        if (status === "autorestarting" || status === "dead") this.#fail(new Error(ENDED));
      });
      connection.connectionStatusChanged.connect((_, status) => {
        this.onWait(status === "connecting");
        if (status === "disconnected") this.#fail(new Error(LOST));
      });
    });
  }

  /**
   * Runs code.
   *
   * @param {object} content of the request, with the code
   * @param {(message: object) => void} onMessage called with each one of the kernel's output
   * @param {(prompt: object, reply: (value: string) => void) => void} onInput
   * @returns {Promise<boolean>} whether it ended without an error; rejects with what to tell the learner
   */
  async execute(content, onMessage, onInput) {
    const future = this.#connection.requestExecute(content);
    future.onIOPub = onMessage;
    future.onStdin = ({ content: prompt, header }) =>
      onInput(prompt, (value) => future.sendInputReply({ status: "ok", value }, header));
    const failed = new Promise((_, reject) => (this.#fail = reject));
    const done = future.done.catch(() => failed);
    try {
      return (await Promise.race([done, failed])).content.status === "ok";
    } finally {
      future.dispose();
    }
  }

  interrupt() {
    return this.#ask(() => KernelAPI.interruptKernel(this.#connection.id, settings));
  }

  /** Ends the kernel; what runs in it fails. */
  async end(options) {
    const connection = this.#connection;
    if (!connection) return;
    this.#forget();
    this.#fail(new Error(""));
    const given = ServerConnection.makeSettings({ ...settings, init: { ...settings.init, ...options } });
    await KernelAPI.shutdownKernel(connection.id, given).catch(() => {});
  }

  #forget() {
    this.#connection.dispose();
    this.#connection = null;
  }

  async #ask(request) {
    try {
      return await request();
    } catch (error) {
      if (error instanceof ServerConnection.NetworkError) throw new Error(SILENT);
      throw error.response?.status === 403 ? new Error(STRANGER) : error;
    }
  }
}
