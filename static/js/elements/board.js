// <dlp-board>, the root of the page: its state, its line to the run, the pictures and the address bar, wired together.

import { BoardState } from "../board-state.js";
import { AddressBar, browserBar } from "../history.js";
import { LiveRun } from "../live-run.js";
import { MapsPainter } from "../maps.js";
import { onFrame } from "../on-frame.js";
import { parameterSlots } from "../parameter-layout.js";
import { RunMessages } from "../run-messages.js";
import { chooseToken, fragmentOf, keepToken, tabStorage } from "../run-token.js";
import { decodeBase64, decodePoints } from "../wire.js";

/**
 * @typedef {import("../board-state.js").BoardData} BoardData
 * @typedef {import("../board-state.js").Ack} Ack
 * @typedef {import("../pending-commands.js").Command} Command
 * @typedef {import("../live-run.js").View} View
 */

export class DlpBoard extends HTMLElement {
  data = /** @type {BoardData} */ (readJson("board-data"));
  state = new BoardState(this.data, /** @type {Record<string, string>} */ (readJson("board-text")), document.documentElement.lang);
  #messages = new RunMessages(this.state);
  #bar = new AddressBar(this.#barThatKeeps(), history.state);
  #storage = tabStorage();
  #ended = new AbortController();
  /** Counts presses of pointer and keys: what is set without a new press between is one drag, and one undo. */
  #numPresses = 1;
  /** @type {LiveRun | null} */
  #live = null;
  /** @type {MapsPainter | null} */
  #painter = null;

  // --- Lifecycle

  connectedCallback() {
    const { train, test } = decodePoints(decodeBase64(this.data.points));
    this.state.update({ points: { train, test }, parameters: new Float32Array(decodeBase64(this.data.parameters)) });
    this.#live = this.#openLine();
    this.#painter = this.#startPainter();
    this.#listenToState();
    this.#listenToPage();
    this.#live.connect();
    this.#painter.drawHere(this.#wanted());
  }

  disconnectedCallback() {
    this.#ended.abort();
    this.#live?.end();
    this.#painter?.end();
  }

  // --- The line to the run

  #openLine() {
    const { state } = this;
    const { token: own, socket, version, address } = this.data;
    const { token, previous } = chooseToken({ own, address, fragment: location.hash, storage: this.#storage });
    if (location.hash.startsWith(fragmentOf(""))) history.replaceState(history.state, "", location.pathname + location.search);
    const url = new URL(socket, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const live = new LiveRun({
      url: url.href,
      version,
      token,
      spareToken: own,
      previous,
      page: crypto.getRandomValues(new Uint32Array(4)).join("-"),
      spec: () => state.spec,
      rowsKnown: () => this.#messages.rowsKnown,
      onFrame,
    });
    state.sendWith((command) => this.#send(live, command));
    this.#hear(live);
    return live;
  }

  /** @param {LiveRun} live */
  #hear(live) {
    const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ take) =>
      live.addEventListener(name, (event) => take(/** @type {CustomEvent} */ (event).detail));
    const { state } = this;
    const messages = this.#messages;
    on("welcome", (message) => this.#takeWelcome(message));
    on("ack", (message) => this.#takeAck(message));
    on("state", (message) => messages.takeState(message));
    on("rows", (packet) => messages.takeRows(packet));
    on("points", (packet) => messages.takePoints(packet));
    on("frame", (frame) => messages.takeFrame(frame) && this.#drawMaps());
    on("notice", (notice) => state.update({ notice }, "notice"));
    on("connection", ({ connection, reason }) => state.update({ connection, connectionReason: reason }, "connection"));
    // A refusal with a number is told by whoever gave that command.
    on("refused", (refusal) => refusal.id === null && state.update({ refusal }, "refused"));
  }

  /** @param {Record<string, any>} message */
  #takeWelcome(message) {
    this.#messages.takeWelcome(message);
    this.#bar.begin({ run: this.#messages.runId, address: this.state.address, spec: this.state.spec }, this.data.address);
    this.#keepToken();
    this.#drawEarly();
  }

  /** @param {Record<string, any>} message */
  #takeAck(message) {
    this.#messages.takeAck(message);
    this.#drawEarly();
  }

  /** A frame that had overtaken its spec. */
  #drawEarly() {
    const frame = this.#messages.takeEarly();
    if (frame && this.#messages.takeFrame(frame)) this.#drawMaps();
  }

  /**
   * @param {LiveRun} live
   * @param {Command} command
   * @returns {Promise<Ack>}
   */
  async #send(live, command) {
    const sent = command.name === "set" ? { drag: this.#numPresses, ...command } : command;
    const ack = await live.command(sent);
    if ("spec" in ack) {
      this.#bar.note(sent, { address: ack["address"] ?? null, spec: ack["spec"] });
      this.#keepToken();
    }
    return ack;
  }

  /** Beside the address that a reload would open: a change may be written a moment later, and be missed by leaving before. */
  #keepToken() {
    if (this.#live) keepToken(this.#storage, this.#live.token, this.#bar.written ?? this.data.address);
  }

  /** @returns {import("../history.js").Bar} */
  #barThatKeeps() {
    const keeping = (/** @type {(...given: any[]) => void} */ write) => (/** @type {any[]} */ ...given) => (write(...given), this.#keepToken());
    return { ...browserBar, push: keeping(browserBar.push), replace: keeping(browserBar.replace) };
  }

  // --- Pictures

  #startPainter() {
    const { state } = this;
    const startWorker = () => new Worker(state.urls["maps_worker"] ?? "", { type: "module" });
    return new MapsPainter(startWorker, (maps) => {
      if (maps.structure === state.structure) state.update({ maps }, "maps");
    });
  }

  #drawMaps() {
    const wanted = this.#wanted();
    const { length } = parameterSlots(this.state.sizes, this.state.spec.layers);
    if (wanted.parameters.length === length) this.#painter?.draw(wanted);
  }

  #wanted() {
    const { spec, structure, parameters } = this.state;
    return { spec, structure, parameters };
  }

  // --- What happens on the page

  #listenToState() {
    const { state } = this;
    const { signal } = this.#ended;
    state.addEventListener("selection", () => this.#live?.setViews(this.#views()), { signal });
    // Another loss or activation function shows the same parameters in another way.
    state.addEventListener("spec", () => this.#drawMaps(), { signal });
  }

  /** @returns {View[]} */
  #views() {
    const { selection } = this.state;
    return selection ? ["parameters", { view: "values", ...selection }] : ["parameters"];
  }

  #listenToPage() {
    const { signal } = this.#ended;
    const capture = { signal, capture: true };
    document.addEventListener("visibilitychange", () => this.#live?.setVisible(!document.hidden), { signal });
    this.#live?.setVisible(!document.hidden);
    window.addEventListener("online", () => this.#live?.hurry(), { signal });
    window.addEventListener("pageshow", () => this.#live?.hurry(), { signal });
    window.addEventListener("popstate", (event) => this.#travel(event.state), { signal });
    window.addEventListener("keydown", (event) => void (this.#numPresses += Number(!event.repeat)), capture);
    window.addEventListener("pointerdown", (event) => this.#press(event), capture);
    window.addEventListener("pointerup", () => this.#bar.release(), capture);
    window.addEventListener("pointercancel", () => this.#bar.release(), capture);
    window.addEventListener("click", (event) => this.#follow(event), capture);
  }

  /** @param {PointerEvent} event */
  #press({ target }) {
    this.#numPresses += 1;
    if (target instanceof HTMLInputElement && target.type === "range") this.#bar.hold();
  }

  /**
   * The same experiment in the other language: the next page goes on with this run.
   * @param {MouseEvent} event
   */
  #follow({ target }) {
    const link = target instanceof Element ? target.closest("a[hreflang]") : null;
    if (!(link instanceof HTMLAnchorElement) || !this.#live) return;
    this.#bar.flush();
    const isKept = keepToken(this.#storage, this.#live.token, this.state.address);
    if (!isKept) link.hash = fragmentOf(this.#live.token);
  }

  /** @param {import("../history.js").Entry | null} entry null for what is no entry of ours, as a jump within the page */
  async #travel(entry) {
    if (!entry) return;
    try {
      await this.#bar.travel(entry, (name, fields) => this.state.command(name, fields));
      this.#keepToken();
    } catch {
      // The refusal was told; the run stays where it is, and the next change writes its address.
    }
  }
}

/**
 * @param {string} id of a JSON block that the server wrote into the page
 * @returns {unknown}
 */
function readJson(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}

customElements.define("dlp-board", DlpBoard);
