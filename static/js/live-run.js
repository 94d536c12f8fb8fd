// What the page and its run say to each other over live-line.js. The server's half is playground/live/.

import { BAD_TOKEN, isFinal, reasonOf, TOO_BIG } from "./close-codes.js";
import { FrameWindow, WINDOW } from "./frame-window.js";
import { browserNetwork, LiveLine } from "./live-line.js";
import { PendingCommands } from "./pending-commands.js";
import { decodeFrame, decodePoints, decodeRows, FrameError, packetKind } from "./wire.js";

/**
 * @typedef {import("./board-state.js").Ack} Ack
 * @typedef {import("./board-state.js").Notice} Notice
 * @typedef {import("./board-state.js").Connection} Connection
 * @typedef {import("./pending-commands.js").Command} Command
 * @typedef {import("./live-line.js").Network} Network
 * @typedef {import("./tasks.js").Spec} Spec
 * @typedef {"parameters" | "gradients" | "step" | {view: "values", layer: number, unit: number}} View
 *
 * @typedef {object} RowsKnown
 * @property {number} runNumber -1 before the first welcome
 * @property {number} afterSeq the last row of it that the page has; -1 for none
 *
 * @typedef {object} LiveRunOptions
 * @property {string} url
 * @property {string} version of the page's release
 * @property {string} token
 * @property {string} spareToken for a new run, where the other one is not taken any more
 * @property {string} previous the token of the run that this tab drove before; "" for none
 * @property {string} page random, new for every load of the page
 * @property {() => Spec} spec the one on the page now
 * @property {() => RowsKnown} rowsKnown
 * @property {(draw: () => void) => () => void} onFrame gathers calls into one an animation frame
 * @property {Network} [network]
 */

/** A window that is not half used is given back after this: the next frame may be larger than what is left. */
const CREDIT_DELAY = 400;

/**
 * Events, each a CustomEvent: "welcome", "ack", "refused", "state", "notice" with the server's message, "frame", "rows",
 * "points" with what wire.js decodes, "connection" with {connection, reason}.
 */
export class LiveRun extends EventTarget {
  #commands = new PendingCommands();
  #window = new FrameWindow();
  #isWelcome = false;
  /** @type {ArrayBuffer | null} not drawn yet */
  #newest = null;
  /** @type {Notice | null} the last word on this line, if it was one: what the line may be closed for */
  #notice = null;
  /** @type {View[]} */
  #views = ["parameters"];
  #isVisible = true;
  #stopCredit = () => {};

  /** @param {LiveRunOptions} options */
  constructor(options) {
    super();
    this.options = options;
    this.network = options.network ?? browserNetwork;
    this.token = options.token;
    this.previous = options.previous;
    this.requestDraw = options.onFrame(() => this.#drawNewest());
    const listener = {
      connecting: () => this.#tell("connection", { connection: "connecting", reason: this.#notice }),
      opened: () => this.#sayHello(),
      heard: (/** @type {string | ArrayBuffer} */ data) => this.#hear(data),
      closed: (/** @type {number} */ code) => this.#hearClose(code),
    };
    this.line = new LiveLine(options.url, listener, this.network);
  }

  // --- What the page asks for

  connect() {
    this.line.connect();
  }

  /** Ends the line for good. */
  end() {
    this.#forgetLine();
    this.line.end();
  }

  /** The network is back: no reason to wait. */
  hurry() {
    this.line.hurry();
  }

  /**
   * Waits for a line where there is none. Rejects with the server's refusal.
   * @param {Command} command
   * @returns {Promise<Ack>}
   */
  command(command) {
    const answer = this.#commands.add(command);
    if (this.line.isEnded) this.#commands.refuseUnless("not_connected");
    this.#sendCommands();
    return answer;
  }

  /** @param {View[]} views */
  setViews(views) {
    if (JSON.stringify(views) === JSON.stringify(this.#views)) return;
    this.#views = views;
    this.#sendNow({ type: "views", views });
  }

  /** @param {boolean} isVisible */
  setVisible(isVisible) {
    if (isVisible === this.#isVisible) return;
    this.#isVisible = isVisible;
    this.#sendNow({ type: "visible", visible: isVisible });
    if (isVisible) this.hurry();
  }

  // --- Up

  #sayHello() {
    const { version, page } = this.options;
    const { runNumber, afterSeq } = this.options.rowsKnown();
    this.#send({
      type: "hello",
      version,
      token: this.token,
      ...(this.previous ? { previous: this.previous } : {}),
      page,
      run_number: runNumber,
      after_seq: afterSeq,
      credit: WINDOW,
      views: this.#views,
      spec: this.options.spec(),
    });
  }

  #sendCommands() {
    if (!this.#isWelcome) return;
    for (const message of this.#commands.takeUnsent()) this.#send(message);
  }

  #sendCredit() {
    this.#stopCredit();
    if (!this.#window.isEmpty) this.#sendNow({ type: "credit", ...this.#window.take() });
  }

  /** @param {object} message dropped where there is no line: the next hello says it */
  #sendNow(message) {
    if (this.#isWelcome) this.#send(message);
  }

  /** @param {object} message */
  #send(message) {
    this.line.send(JSON.stringify(message));
  }

  // --- Down

  /** @param {string | ArrayBuffer} data */
  #hear(data) {
    if (typeof data === "string") return this.#hearText(JSON.parse(data));
    this.#orDrop(() => this.#hearPacket(data));
  }

  /** @param {Record<string, any>} message */
  #hearText(message) {
    const type = message["type"];
    this.#notice = type === "notice" ? { code: message["code"], params: message["params"] ?? {} } : null;
    // Answered here and not when drawing: a hidden page does not draw.
    if (type === "ping") return this.#send({ type: "pong" });
    if (type === "welcome") return this.#hearWelcome(message);
    this.#tell(type, this.#notice ?? message);
    if (type === "ack") this.#commands.acknowledge(/** @type {{id: number}} */ (message));
    if (type === "refused") this.#commands.refuse(/** @type {import("./board-state.js").Refusal} */ (message));
  }

  /** @param {Record<string, any>} message */
  #hearWelcome(message) {
    this.#isWelcome = true;
    this.line.isWell();
    this.token = message["token"];
    this.previous = "";
    this.#tell("welcome", message);
    this.#tell("connection", { connection: "open", reason: null });
    if (!this.#isVisible) this.#send({ type: "visible", visible: false });
    this.#commands.forgetSending();
    this.#sendCommands();
  }

  /** @param {ArrayBuffer} packet */
  #hearPacket(packet) {
    this.#notice = null;
    const kind = packetKind(packet);
    if (kind === "rows") this.#tell("rows", decodeRows(packet));
    else if (kind === "points") this.#tell("points", decodePoints(packet));
    else if (kind === "frame") this.#keepFrame(packet);
    else throw new FrameError("a packet of no kind");
  }

  /**
   * Nothing is drawn here: the newest frame waits for the next animation frame, and takes the place of one that waits.
   * @param {ArrayBuffer} packet
   */
  #keepFrame(packet) {
    if (this.#newest) this.#useCredit(this.#newest);
    this.#newest = packet;
    this.requestDraw();
  }

  #drawNewest() {
    const packet = this.#newest;
    if (!packet) return;
    this.#newest = null;
    this.#useCredit(packet);
    this.#orDrop(() => this.#tell("frame", decodeFrame(packet)));
  }

  /** @param {ArrayBuffer} packet drawn or skipped */
  #useCredit(packet) {
    if (this.#window.isEmpty) this.#stopCredit = this.network.after(CREDIT_DELAY, () => this.#sendCredit());
    this.#window.use(packet.byteLength);
    if (this.#window.isDue) this.#sendCredit();
  }

  /**
   * A line that brings what is no packet of ours is not worth keeping.
   * @param {() => void} act
   */
  #orDrop(act) {
    try {
      act();
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#notice = { code: "broken_packet", params: {} };
      this.line.drop();
    }
  }

  /**
   * @param {number} code
   * @returns {boolean} whether to come again
   */
  #hearClose(code) {
    this.#forgetLine();
    if (code === BAD_TOKEN && this.#useSpareToken()) return true;
    const reason = (this.#notice ??= { code: reasonOf(code), params: {} });
    if (code === TOO_BIG) this.#giveUpLargest(reason);
    if (isFinal(code)) this.#commands.refuseUnless(reason.code);
    this.#tell("connection", { connection: "lost", reason });
    return !isFinal(code);
  }

  /** The kept token has grown too old: the one that came with the page begins a new run. */
  #useSpareToken() {
    const { spareToken } = this.options;
    const isOther = this.token !== spareToken || this.previous !== "";
    this.token = spareToken;
    this.previous = "";
    return isOther;
  }

  /**
   * What was too big once would be again.
   * @param {Notice} reason
   */
  #giveUpLargest({ params }) {
    const maximum = Number(params["maximum"] ?? 0);
    this.#commands.refuseUnless("too_big", (text) => text.length <= maximum);
  }

  #forgetLine() {
    this.#isWelcome = false;
    this.#stopCredit();
    this.#window.forget();
    this.#newest = null;
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
