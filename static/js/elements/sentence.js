// <dlp-sentence>: the one sentence under the network. What it says is chosen in sentence-choice.js; here are its clock, its marks and its button.

import { boardState } from "../board-state.js";
import { findHint } from "../hints.js";
import { onFrame } from "../on-frame.js";
import { chooseSentence, slowerRate } from "../sentence-choice.js";
import { ask, isWaiting } from "./ask.js";
import { make } from "./make.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {import("../sentence-choice.js").Said} Said
 * @typedef {import("../hints.js").Hint} Hint
 */

/** Milliseconds: how long an answer stays, how often hints are looked for and the status speaks. */
const FRESH = 6000;
const LOOK = 1500;
const SPEAK = 5000;
/** A lost line is often back before one notices. */
const BLINK = 1000;
const TEST_LOSS = 4;
const SVG = "http://www.w3.org/2000/svg";

class DlpSentence extends HTMLElement {
  #ended = new AbortController();
  #words = "";
  #refusedAt = -Infinity;
  #noticedAt = -Infinity;
  #lostAt = Infinity;
  #spokenAt = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #speaking;
  /** @type {Hint | null} */
  #hint = null;
  /** @type {(Hint & {proceed: () => void}) | null} */
  #caution = null;
  /** @type {string} said by a button */
  #answer = "";
  /** @type {import("../board-state.js").Phase | null} */
  #phase = null;

  connectedCallback() {
    /** @type {BoardState} */
    this.state = boardState(this);
    const { signal } = this.#ended;
    const { state } = this;
    const tell = onFrame(() => this.#tell());
    const on = (/** @type {string} */ name, /** @type {(event: any) => void} */ act) =>
      state.addEventListener(name, (event) => (act(event), tell()), { signal });
    on("run", () => undefined);
    state.addEventListener("frame", () => state.runState !== "playing" && tell(), { signal });
    on("waiting", () => undefined);
    on("phase", (event) => (this.#phase = event.detail));
    on("spec", () => this.#forget());
    on("refused", () => (this.#refusedAt = performance.now()));
    on("notice", () => (this.#noticedAt = performance.now()));
    on("connection", () => this.#noteConnection(state.connection));
    on("caution", ({ detail: { product, limit, proceed } }) => (this.#caution = { key: "hint.cannot_converge", params: { product, limit }, proceed }));
    on("say", ({ detail }) => this.#sayFor(detail));
    const clock = setInterval(() => (this.#look(), tell()), LOOK);
    signal.addEventListener("abort", () => clearInterval(clock));
  }

  /** A change that was taken ends what was said about the one before. */
  #forget() {
    this.#caution = this.#hint = null;
    this.#refusedAt = -Infinity;
  }

  disconnectedCallback() {
    this.#ended.abort();
    clearTimeout(this.#speaking);
  }

  /**
   * Every attempt to connect again is a part of the same loss.
   * @param {BoardState["connection"]} connection
   */
  #noteConnection(connection) {
    if (connection === "open") this.#lostAt = Infinity;
    else if (connection === "lost") this.#lostAt = Math.min(this.#lostAt, performance.now());
  }

  /** @param {string} text */
  #sayFor(text) {
    this.#answer = text;
    setTimeout(() => {
      this.#answer = "";
      this.#tell();
    }, FRESH);
  }

  #look() {
    const { state } = this;
    if (!state || !["playing", "paused"].includes(state.runState)) return void (this.#hint = null);
    const { spec, rows, points, maps } = state;
    const units = maps?.structure === state.structure ? maps.units : [];
    this.#hint = findHint({ spec, rows, units, size: maps?.size ?? 1, points: points.train, isRegression: state.task === "regression" });
  }

  #tell() {
    const { state } = this;
    if (!state) return;
    const said = this.#answer ? { key: "sentence.notice", params: { reason: this.#answer } } : chooseSentence(this.#moment(state));
    const text = state.text(said.key, this.#values(said));
    const words = `${text}|${said.remedy?.label ?? ""}|${said.isAlert ?? false}`;
    if (words === this.#words) return;
    const wasSame = this.#words.startsWith(`${text}|`);
    this.#words = words;
    const paragraph = this.querySelector("p");
    if (paragraph && !wasSame) paragraph.replaceChildren(...withMarks(text));
    this.classList.toggle("alert", said.isAlert ?? false);
    this.#offer(said);
    this.#speakSoon(paragraph?.textContent ?? "");
  }

  /**
   * @param {BoardState} state
   * @returns {import("../sentence-choice.js").Moment}
   */
  #moment(state) {
    const now = performance.now();
    const { spec, task, frame, row, runState } = state;
    const isLost = now - this.#lostAt >= BLINK;
    return {
      spec,
      task,
      connection: isLost ? "lost" : state.connection === "lost" ? "connecting" : state.connection,
      isWaiting: isWaiting(state),
      lostBecause: state.connectionReason,
      caution: this.#caution,
      refusal: now - this.#refusedAt < FRESH ? state.refusal : null,
      notice: now - this.#noticedAt < FRESH ? state.notice : null,
      corrections: this.dataset["corrections"] ? [this.dataset["corrections"]] : [],
      runState,
      epoch: frame?.epoch ?? row?.[2] ?? 0,
      testLoss: row?.[TEST_LOSS] ?? null,
      rate: frame?.learningRate ?? spec.training.learning_rate,
      phase: this.#phase,
      hint: this.#hint,
    };
  }

  /**
   * The values of a sentence: refusals and notices are sentences themselves.
   * @param {Said} said
   */
  #values({ params = {} }) {
    const { refusal, notice, ...values } = /** @type {Record<string, any>} */ (params);
    const told = refusal ?? notice;
    return told ? { ...values, reason: this.#reason(told) } : values;
  }

  /** @param {{code: string, field?: string, params: Record<string, any>}} told */
  #reason({ code, field = "", params }) {
    const { state } = this;
    if (!state) return "";
    const known = state.hasText(`refused.${code}`) ? code : "unknown";
    const path = field.replace(/^layers\.\d+/, "layers.*");
    const name = state.hasText(`field.${path}`) ? state.text(`field.${path}`) : path;
    return state.text(`refused.${known}`, { ...params, field: name });
  }

  /** @param {Said} said */
  #offer({ remedy }) {
    this.querySelector("button")?.remove();
    const { state } = this;
    if (!remedy || !state) return;
    const isQuiet = remedy.act === "anyway";
    const button = make("button", { class: isQuiet ? "btn" : "btn primary", type: "button" }, state.text(remedy.label, remedy.params));
    button.addEventListener("click", () => this.#act(remedy.act));
    this.append(button);
  }

  /** @param {"reload" | "restart" | "anyway"} act */
  async #act(act) {
    const { state } = this;
    if (act === "reload") return location.reload();
    if (act === "anyway") {
      this.#caution?.proceed();
      this.#caution = null;
      return this.#tell();
    }
    if (!state) return;
    const rate = slowerRate(state.spec.training.learning_rate);
    if (rate !== null && !(await ask(state, "set", { field: "training.learning_rate", value: rate }))) return;
    if (await ask(state, "reset")) ask(state, "play");
  }

  /**
   * The status region speaks at most every five seconds, and then what is so by then.
   * @param {string} text
   */
  #speakSoon(text) {
    clearTimeout(this.#speaking);
    const wait = Math.max(0, this.#spokenAt + SPEAK - performance.now());
    this.#speaking = setTimeout(() => {
      this.#spokenAt = performance.now();
      const status = this.querySelector("[role=status]");
      if (status) status.textContent = text;
    }, wait);
  }
}

/**
 * **bold**, and [play], [neg], [pos] as icons that stay with what follows; playground/experiments/sentence_markup.py does the same.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function withMarks(text) {
  return text.split(/((?:\[(?:play|neg|pos)\] ?)?\*\*.+?\*\*|\[(?:neg|pos)\] \S+)/).map((part) => {
    const [, name, words = ""] = part.match(/^(?:\[(play|neg|pos)\] ?)?(\*\*.+\*\*|.*)$/s) ?? [];
    const shown = words.startsWith("**") ? make("b", {}, words.slice(2, -2)) : words;
    return name ? make("span", { class: "whole" }, ...icon(name), shown) : shown;
  });
}

/**
 * @param {string} name
 * @returns {(Node | string)[]}
 */
function icon(name) {
  if (name !== "play") return [make("i", { class: name === "neg" ? "dot neg" : "dot" }), "\u00a0"];
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", "#i-play");
  svg.append(use);
  return [svg];
}

customElements.define("dlp-sentence", DlpSentence);
