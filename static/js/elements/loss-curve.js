// <dlp-loss-curve>: loss or metric of training and test data by epoch, with marks, pauses, exact values and a table. Drawn by uPlot (curve-plot.js).

import { boardState } from "../board-state.js";
import { curveData, curveTicks } from "../charts/curve.js";
import { onFrame } from "../on-frame.js";
import { onTheme } from "../theme-colors.js";
import { CurvePlot } from "./curve-plot.js";
import { CurveTable } from "./curve-table.js";
import { make } from "./make.js";
import { setText } from "./network-head.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {import("../charts/curve.js").Quantity} Quantity
 * @typedef {import("../charts/curve.js").CurveData} CurveData
 */

/** Milliseconds. */
const LABEL_INTERVAL = 1000;
/** By how many entries a key moves the cursor. @type {Record<string, number>} */
const KEYS = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };

class DlpLossCurve extends HTMLElement {
  /** @type {Quantity} */
  #quantity = "loss";
  /** @type {CurveData} */
  #data = [[], [], []];
  /** @type {CurvePlot | null} */
  #plot = null;
  /** The entry whose values are told; -1 for none. */
  #cursor = -1;
  #labelledAt = -Infinity;
  #ended = new AbortController();
  #loss = make("button", { type: "button" });
  #metric = make("button", { type: "button" });
  #keys = make("span", { class: "curve-keys" });
  #log = make("button", { class: "check", type: "button" });
  #holder = make("div", { class: "curve", role: "img", tabindex: 0 });
  #hint = make("p", { class: "curve-hint" });
  #tip = make("p", { class: "curve-tip", "aria-hidden": "true", hidden: true });
  #said = make("p", { class: "sr", role: "status" });

  connectedCallback() {
    /** @type {BoardState} */
    this.state = boardState(this);
    this.table = new CurveTable(this.state);
    const { state } = this;
    this.#loss.textContent = state.text("curve.loss");
    this.#log.textContent = "log";
    this.#log.ariaLabel = state.text("curve.log");
    this.#hint.textContent = state.text("curve.hint");
    this.#keys.append(make("i", { class: "key train" }), state.text("curve.train"), make("i", { class: "key test" }), state.text("curve.test"));
    const choice = make("div", { class: "quantities", role: "group", "aria-label": state.text("curve.quantity") }, this.#loss, this.#metric);
    this.replaceChildren(
      make("div", { class: "curve-head" }, choice, this.#keys, this.#log),
      make("div", { class: "curve-box" }, this.#holder, this.#hint, this.#tip),
      this.#said,
      this.table.element,
    );
    this.#listen();
    this.#draw();
    this.#load();
  }

  disconnectedCallback() {
    this.#ended.abort();
    this.#plot?.end();
  }

  async #load() {
    this.#plot = await CurvePlot.load(this.#holder, this.state, (index) => this.#moveTo(index));
    if (this.#ended.signal.aborted) this.#plot.end();
    else this.#draw();
  }

  #listen() {
    const { signal } = this.#ended;
    const draw = onFrame(() => this.#draw());
    for (const name of ["rows", "marks", "run", "view", "spec"]) this.state.addEventListener(name, draw, { signal });
    onTheme(draw, signal);
    this.#loss.addEventListener("click", () => this.#show("loss"));
    this.#metric.addEventListener("click", () => this.#show("metric"));
    this.#log.addEventListener("click", () => this.state.setView({ logScale: !this.state.logScale }));
    this.#holder.addEventListener("keydown", (event) => this.#key(event));
    this.#holder.addEventListener("blur", () => this.#moveTo(-1));
    const observer = new ResizeObserver(draw);
    observer.observe(this.#holder);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  /** @param {Quantity} quantity */
  #show(quantity) {
    this.#quantity = quantity;
    this.#draw();
  }

  /** Accuracies are shares: a logarithm says nothing about them. */
  get #kind() {
    const isShare = this.#quantity === "metric" && this.state.task !== "regression";
    return isShare ? "share" : this.state.logScale ? "log" : "zero";
  }

  #draw() {
    const { state } = this;
    const isRegression = state.task === "regression";
    const kind = this.#kind;
    this.#data = curveData(state.rows, this.#quantity, kind === "log");
    setText(this.#metric, state.text(isRegression ? "curve.rmse" : "curve.accuracy"));
    this.#loss.ariaPressed = String(this.#quantity === "loss");
    this.#metric.ariaPressed = String(this.#quantity === "metric");
    this.#log.ariaPressed = String(state.logScale);
    this.#log.hidden = kind === "share";
    this.#hint.hidden = state.rows.length > 1 || state.runState === "diverged";
    this.#tellLabel();
    this.#plot?.show(this.#data, curveTicks(this.#data, kind), kind);
    this.table?.show(this.#quantity);
    if (this.#cursor >= this.#data[0].length) this.#moveTo(-1);
  }

  /** While training, the words that stand for the picture follow it once a second. */
  #tellLabel() {
    const isFast = this.state.runState === "playing" && performance.now() - this.#labelledAt < LABEL_INTERVAL;
    if (isFast) return;
    this.#labelledAt = performance.now();
    const label = this.#describe();
    if (this.#holder.ariaLabel !== label) this.#holder.ariaLabel = label;
  }

  #describe() {
    const last = this.#data[0].length - 1;
    const quantity = this.#quantity === "loss" ? this.state.text("curve.loss") : (this.#metric.textContent ?? "");
    if (this.state.runState === "diverged") return this.state.text("curve.summary.diverged", { quantity });
    return this.state.text("curve.summary", { quantity, ...this.#valuesAt(last) });
  }

  /**
   * @param {number} index
   * @returns {{epoch: string, train: string, test: string}}
   */
  #valuesAt(index) {
    const { state } = this;
    const isShare = this.#kind === "share";
    const format = (/** @type {number | null | undefined} */ value) => state.number(value, isShare ? { digits: 1, percent: true } : { fine: true });
    const epoch = this.#data[0][index] ?? 0;
    return { epoch: state.number(epoch, { digits: Number.isInteger(epoch) ? 0 : 2 }), train: format(this.#data[1][index]), test: format(this.#data[2][index]) };
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape") return this.#moveTo(-1);
    const step = KEYS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const last = this.#data[0].length - 1;
    const from = this.#cursor < 0 ? last : this.#cursor;
    this.#moveTo(Math.min(last, Math.max(0, from + (this.#cursor < 0 && step < 0 ? 0 : step))));
    this.#said.textContent = this.state.text("curve.at", this.#valuesAt(this.#cursor));
  }

  /** @param {number} index of the entry that is told, -1 for none */
  #moveTo(index) {
    this.#cursor = index;
    this.#tip.hidden = index < 0;
    this.#plot?.point(index);
    if (index < 0 || !this.#plot) return;
    const { epoch, train, test } = this.#valuesAt(index);
    this.#tip.replaceChildren(
      make("span", {}, this.state.text("curve.epoch", { epoch })),
      make("span", {}, make("i", { class: "key train" }), train),
      make("span", {}, make("i", { class: "key test" }), test),
    );
    const room = this.#holder.clientWidth - this.#tip.offsetWidth;
    const x = this.#plot.pixelOf(this.#data[0][index] ?? 0) - this.#tip.offsetWidth / 2;
    this.#tip.style.transform = `translate(${Math.max(0, Math.min(room, x))}px, 0)`;
  }
}

customElements.define("dlp-loss-curve", DlpLossCurve);
