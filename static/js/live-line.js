// One WebSocket that comes back by itself, and notices a line that is dead. What is said over it is live-run.js's.

/**
 * @typedef {object} Network what a line needs of a browser
 * @property {(url: string) => WebSocket} open
 * @property {() => number} now milliseconds
 * @property {(milliseconds: number, act: () => void) => (() => void)} after gives back what stops it
 * @property {() => number} random from 0 to 1
 *
 * @typedef {object} LineListener
 * @property {() => void} connecting
 * @property {() => void} opened
 * @property {(data: string | ArrayBuffer) => void} heard
 * @property {(code: number) => boolean} closed whether to come again; code 0 for a line that was taken for dead
 */

const FIRST_DELAY = 500;
const LONGEST_DELAY = 10_000;
/** Nothing heard for so long, and the line is dead: the server says something every 20 s. */
const SILENCE = 45_000;

/** @type {Network} */
export const browserNetwork = {
  open: (url) => new WebSocket(url),
  now: () => performance.now(),
  after: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

export class LiveLine {
  /** @type {WebSocket | null} */
  #socket = null;
  #isEnded = false;
  #numFailures = 0;
  #heardAt = 0;
  #stopRetry = () => {};
  #stopWatch = () => {};

  /**
   * @param {string} url
   * @param {LineListener} listener
   * @param {Network} network
   */
  constructor(url, listener, network) {
    this.url = url;
    this.listener = listener;
    this.network = network;
  }

  get isEnded() {
    return this.#isEnded;
  }

  connect() {
    this.#stopRetry();
    if (this.#socket || this.#isEnded) return;
    this.listener.connecting();
    const socket = this.network.open(this.url);
    const ifCurrent = (/** @type {() => void} */ act) => socket === this.#socket && act();
    socket.binaryType = "arraybuffer";
    socket.onopen = () => ifCurrent(() => this.listener.opened());
    socket.onmessage = (event) => ifCurrent(() => this.#hear(event.data));
    socket.onclose = (event) => ifCurrent(() => this.#close(event.code));
    this.#socket = socket;
    this.#heardAt = this.network.now();
    this.#watch();
  }

  /** @param {string} text */
  send(text) {
    this.#socket?.send(text);
  }

  /** The other end has understood us: the next failure is a first one. */
  isWell() {
    this.#numFailures = 0;
  }

  /** The network is back, or the page is looked at again: no reason to wait. */
  hurry() {
    this.#numFailures = 0;
    if (!this.#socket) this.connect();
    else if (this.#isSilent()) this.drop();
  }

  /** Takes the line for dead without waiting for the browser to notice. */
  drop() {
    this.#socket?.close(1000);
    if (this.#socket) this.#close(0);
  }

  /** Ends it for good. */
  end() {
    this.#isEnded = true;
    this.#stopRetry();
    this.#stopWatch();
    this.#socket?.close(1000);
    this.#socket = null;
  }

  /** @param {string | ArrayBuffer} data */
  #hear(data) {
    this.#heardAt = this.network.now();
    this.listener.heard(data);
  }

  /** @param {number} code */
  #close(code) {
    this.#socket = null;
    this.#stopWatch();
    if (!this.listener.closed(code)) this.#isEnded = true;
    else if (!this.#isEnded) this.#retry();
  }

  /** Twice as long each time, and a random part of it: a thousand pages must not come back at once. */
  #retry() {
    const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#numFailures);
    this.#numFailures += 1;
    this.#stopRetry = this.network.after(this.network.random() * longest, () => this.connect());
  }

  #watch() {
    this.#stopWatch = this.network.after(SILENCE / 3, () => {
      if (this.#isSilent()) this.drop();
      else this.#watch();
    });
  }

  #isSilent() {
    return this.network.now() - this.#heardAt >= SILENCE;
  }
}
