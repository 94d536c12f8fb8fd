// <dlp-result-table>: behind a summary, how often each class was taken for which (confusion matrix), or how far predictions are off (residuals).

import { boardState } from "../board-state.js";
import { classOfLabel } from "../charts/colors.js";
import { accuracy, classScores, confusionMatrix } from "../charts/confusion.js";
import { CLASS_SIGNS } from "../charts/marks.js";
import { residualHistogram } from "../charts/residuals.js";
import { onTheme } from "../theme-colors.js";
import { predictPoints } from "../unit-response.js";
import { make, makeIcon } from "./make.js";
import { setText } from "./network-head.js";
import { drawResiduals } from "./residual-picture.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {"train" | "test"} Part
 */

/** Thousands of predictions are made again at most so often, in milliseconds. */
const INTERVAL = 500;
const NUM_BINS = 15;

class DlpResultTable extends HTMLElement {
  /** @type {Part} */
  #part = "test";
  #waiting = 0;
  #writtenAt = -Infinity;
  #ended = new AbortController();
  #title = make("span");
  #train = make("button", { type: "button" });
  #test = make("button", { type: "button" });
  #body = make("div");
  #details = make("details", { class: "result-table" });

  connectedCallback() {
    /** @type {BoardState} */
    this.state = boardState(this);
    const { state } = this;
    const { signal } = this.#ended;
    this.#train.textContent = state.text("table.train");
    this.#test.textContent = state.text("table.test");
    const parts = make("div", { class: "parts", role: "group", "aria-label": state.text("table.part") }, this.#train, this.#test);
    this.#details.append(make("summary", {}, makeIcon("right"), this.#title), parts, this.#body);
    this.replaceChildren(this.#details);
    this.#train.addEventListener("click", () => this.#show("train"));
    this.#test.addEventListener("click", () => this.#show("test"));
    this.#details.addEventListener("toggle", () => this.#write());
    for (const name of ["frame", "points", "run"]) state.addEventListener(name, () => this.#schedule(), { signal });
    state.addEventListener("spec", () => (this.#tellTitle(), this.#schedule()), { signal });
    onTheme(() => this.#write(), signal);
    this.#tellTitle();
  }

  disconnectedCallback() {
    this.#ended.abort();
    clearTimeout(this.#waiting);
  }

  #tellTitle() {
    setText(this.#title, this.state.text(this.state.task === "regression" ? "table.residuals" : "table.confusion"));
  }

  /** @param {Part} part */
  #show(part) {
    this.#part = part;
    this.#write();
  }

  #schedule() {
    if (!this.#details.open || this.#waiting) return;
    const wait = Math.max(0, this.#writtenAt + INTERVAL - performance.now());
    this.#waiting = window.setTimeout(() => this.#write(), wait);
  }

  #write() {
    clearTimeout(this.#waiting);
    this.#waiting = 0;
    if (!this.#details.open) return;
    this.#writtenAt = performance.now();
    this.#train.ariaPressed = String(this.#part === "train");
    this.#test.ariaPressed = String(this.#part === "test");
    const points = this.state.points[this.#part];
    const predictions = this.state.runState === "diverged" ? null : predictPoints(this.state, points);
    if (points.length === 0 || !predictions) {
      this.#body.replaceChildren(make("p", { class: "popover-note" }, this.state.text(points.length ? "table.diverged" : "table.empty")));
    } else if (this.state.task === "regression") this.#writeResiduals(points, predictions);
    else this.#writeConfusion(points, predictions);
  }

  /**
   * @param {Float32Array} points x1, x2, label of each
   * @param {Float64Array} predictions class, or output, of each
   */
  #writeConfusion(points, predictions) {
    const { state } = this;
    const isSigned = state.task === "two_classes";
    const numClasses = isSigned ? 2 : (state.sizes.at(-1) ?? 2);
    const labels = Array.from(predictions, (_, index) => classOfLabel(points[3 * index + 2] ?? 0, isSigned));
    const counts = confusionMatrix(labels, predictions, numClasses);
    const scores = classScores(counts);
    const percent = (/** @type {number | null} */ share) => state.number(share, { digits: 0, percent: true });
    const name = (/** @type {number} */ index) => (isSigned ? shortName(index, isSigned, state) : [signOf(index), ` ${state.text("result.class", { class: index + 1 })}`]);
    const heads = counts.map((_, index) => make("th", { scope: "col" }, ...shortName(index, isSigned, state)));
    const rows = counts.map((row, index) => {
      const total = Math.max(1, row.reduce((sum, count) => sum + count, 0));
      const cells = row.map((count, column) => {
        const cell = make("td", { class: column === index ? "right" : "" }, state.number(count, { digits: 0 }));
        cell.style.setProperty("--share", String((0.22 * count) / total));
        return cell;
      });
      return make("tr", {}, make("th", { scope: "row" }, ...name(index)), ...cells, make("td", { class: "score" }, percent(scores[index]?.recall ?? null)));
    });
    const precisions = scores.map((score) => make("td", { class: "score" }, percent(score.precision)));
    const foot = make("tr", {}, make("th", { scope: "row" }, state.text("table.precision")), ...precisions, make("td", { class: "score" }, percent(accuracy(counts))));
    const corner = make("tr", {}, make("th", { scope: "col" }, state.text("table.corner")), ...heads, make("th", { scope: "col" }, state.text("table.recall")));
    const caption = make("caption", {}, state.text("table.caption"));
    const table = make("table", { class: "numbers confusion" }, caption, make("thead", {}, corner), make("tbody", {}, ...rows), make("tfoot", {}, foot));
    this.#body.replaceChildren(make("div", { class: "table-scroll" }, table));
  }

  /**
   * @param {Float32Array} points
   * @param {Float64Array} predictions
   */
  #writeResiduals(points, predictions) {
    const { state } = this;
    const residuals = Array.from(predictions, (prediction, index) => (points[3 * index + 2] ?? 0) - prediction);
    const histogram = residualHistogram(residuals, NUM_BINS);
    const figures = { mean: state.number(histogram.mean, { fine: true }), rms: state.number(histogram.rms, { fine: true }) };
    let canvas = this.#body.querySelector("canvas");
    if (!canvas) {
      canvas = make("canvas", { class: "residuals", role: "img" });
      this.#body.replaceChildren(canvas, make("p", { class: "popover-note" }));
    }
    const text = state.text("table.residuals.summary", figures);
    canvas.ariaLabel = text;
    setText(this.#body.lastElementChild, text);
    drawResiduals(canvas, histogram, state);
  }
}

/** @param {number} index of a class */
function signOf(index) {
  return make("b", { class: `sign-${index}`, "aria-hidden": "true" }, CLASS_SIGNS[index] ?? "");
}

/**
 * A class by its sign and its label (-1, +1) or number.
 * @param {number} index
 * @param {boolean} isSigned
 * @param {BoardState} state
 */
function shortName(index, isSigned, state) {
  return [signOf(index), ` ${state.number(isSigned ? 2 * index - 1 : index + 1, { digits: 0 })}`];
}

customElements.define("dlp-result-table", DlpResultTable);
