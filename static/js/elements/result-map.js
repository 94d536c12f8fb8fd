// <dlp-result-map>: what the network answers over the plane, with the points, a scale and the value at the pointer. Picture: result-picture.js.

import { boardState } from "../board-state.js";
import { CLASS_SIGNS } from "../charts/marks.js";
import { CLASS_TOKENS, cssColor } from "../charts/colors.js";
import { drawTip } from "../charts/plane.js";
import { onFrame } from "../on-frame.js";
import { onTheme, themeColors } from "../theme-colors.js";
import { outputAt, unitResponse } from "../unit-response.js";
import { fitCanvas } from "./fit-canvas.js";
import { make } from "./make.js";
import { setText } from "./network-head.js";
import { ResultPicture } from "./result-picture.js";
import { unitName } from "./unit-name.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {import("../charts/plane.js").Plane} Plane
 * @typedef {{x1: number, x2: number}} Place
 */

/** @type {Record<string, [number, number]>} */
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const KEY_STEP = 0.25;
const TEST_METRIC = 6;

class DlpResultMap extends HTMLElement {
  #title = make("h2", { id: "result-title" });
  #metricName = make("span");
  #metric = make("b");
  #figure = make("p", { class: "figure" }, this.#metricName, " ", this.#metric);
  #map = make("canvas", { class: "map", role: "img", tabindex: 0 });
  #said = make("p", { class: "sr", role: "status" });
  #scale = make("canvas", { class: "scale-bar", "aria-hidden": "true" });
  #ticks = make("div", { class: "scale-ticks" });
  #showTest = make("button", { class: "check", type: "button" });
  #discretize = make("button", { class: "check", type: "button" });
  #picture = new ResultPicture();
  /** @type {Plane | null} */
  #plane = null;
  /** @type {Place | null} */
  #place = null;
  #ended = new AbortController();

  connectedCallback() {
    /** @type {BoardState} */
    this.state = boardState(this);
    this.replaceChildren(
      make("div", { class: "result-head" }, this.#title, this.#figure),
      make("div", { class: "where" }, this.#map, this.#said, make("div", { class: "scale" }, this.#scale, this.#ticks), make("div", { class: "legend" }, this.#showTest, this.#discretize)),
    );
    this.#showTest.textContent = this.state.text("result.test");
    this.#discretize.textContent = this.state.text("result.discretize");
    this.#listen();
    this.#tell();
    this.#tellScale();
    this.#draw();
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  #listen() {
    const { signal } = this.#ended;
    const { state } = this;
    const draw = onFrame(() => this.#draw());
    const tell = onFrame(() => this.#tell());
    for (const name of ["maps", "points", "hover", "run", "view", "spec"]) state.addEventListener(name, draw, { signal });
    for (const name of ["rows", "frame", "hover", "run", "view", "spec"]) state.addEventListener(name, tell, { signal });
    state.addEventListener("spec", () => this.#tellScale(), { signal });
    onTheme(() => (this.#tellScale(), this.#draw()), signal);
    this.#showTest.addEventListener("click", () => state.setView({ showTest: !state.showTest }));
    this.#discretize.addEventListener("click", () => state.setView({ discretize: !state.discretize }));
    this.#map.addEventListener("pointermove", (event) => this.#point(event));
    this.#map.addEventListener("pointerleave", () => this.#moveTo(null));
    this.#map.addEventListener("blur", () => this.#moveTo(null));
    this.#map.addEventListener("keydown", (event) => this.#key(event));
    const observer = new ResizeObserver(() => (this.#draw(), this.#tellScale()));
    observer.observe(this.#map);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  /** Title, figure, switches and the text that stands for the picture. */
  #tell() {
    const { state } = this;
    const { hover } = state;
    setText(this.#title, hover ? unitName(state, hover) : state.text("result.title"));
    this.#figure.hidden = hover !== null;
    const isRegression = state.task === "regression";
    const value = state.runState === "diverged" ? NaN : (state.row?.[TEST_METRIC] ?? NaN);
    const shown = Number.isFinite(value) ? state.number(value, isRegression ? { digits: 3 } : { digits: 1, percent: true }) : "—";
    setText(this.#metricName, state.text(isRegression ? "metric.rmse" : "metric.accuracy"));
    setText(this.#metric, shown);
    this.#showTest.ariaPressed = String(state.showTest);
    this.#discretize.ariaPressed = String(state.discretize);
    const summary = hover ? state.text("result.summary.unit", { unit: unitName(state, hover) }) : state.text(`result.summary.${state.task}`, { metric: shown });
    if (this.#map.ariaLabel !== summary) this.#map.ariaLabel = summary;
  }

  #draw() {
    const canvas = fitCanvas(this.#map);
    if (!canvas) return;
    this.#plane = this.#picture.draw(canvas, this.state);
    const text = this.#place ? this.#valueAt(this.#place) : "";
    const { css } = themeColors();
    if (this.#place && text) drawTip(canvas.context, this.#plane, this.#place, text, { ink: css.ink, ground: css.stage });
  }

  /**
   * @param {Place} place
   * @returns {string}
   */
  #valueAt({ x1, x2 }) {
    const { state } = this;
    if (state.runState === "diverged") return "";
    if (state.hover) {
      const response = unitResponse(state, state.hover, x1, x2);
      return response ? state.number(response.a, { digits: 2 }) : "";
    }
    const answer = outputAt(state, x1, x2);
    if (!answer) return "";
    const value = state.number(answer.value, { digits: 2 });
    return answer.winner === null ? value : state.text("result.class.value", { class: answer.winner + 1, value });
  }

  // --- the place whose value is told ------------------------------------------------------------

  /** @param {PointerEvent} event */
  #point(event) {
    if (!this.#plane) return;
    const box = this.#map.getBoundingClientRect();
    const place = { x1: this.#plane.x.invert(event.clientX - box.left), x2: this.#plane.y.invert(event.clientY - box.top) };
    this.#moveTo(Math.abs(place.x1) <= 6 && Math.abs(place.x2) <= 6 ? place : null);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape") return this.#moveTo(null);
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    const by = event.shiftKey ? 4 * KEY_STEP : KEY_STEP;
    const from = this.#place ?? { x1: -step[0] * by, x2: -step[1] * by };
    const inside = (/** @type {number} */ value) => Math.min(6, Math.max(-6, value));
    const place = { x1: inside(from.x1 + step[0] * by), x2: inside(from.x2 + step[1] * by) };
    this.#moveTo(place);
    const { state } = this;
    const at = state.text("card.at", { x1: state.number(place.x1, { digits: 2 }), x2: state.number(place.x2, { digits: 2 }) });
    this.#said.textContent = `${at}: ${this.#valueAt(place)}`;
  }

  /** @param {Place | null} place */
  #moveTo(place) {
    if (place === null && this.#place === null) return;
    this.#place = place;
    this.#draw();
  }

  // --- the scale --------------------------------------------------------------------------------

  #tellScale() {
    const numClasses = this.state.sizes.at(-1) ?? 1;
    const { css, lut } = themeColors();
    const tick = (/** @type {string} */ text, /** @type {number | null} */ shape, /** @type {boolean} */ signFirst) => {
      if (shape === null) return make("span", {}, text);
      const sign = make("b", { class: `sign-${shape}`, "aria-hidden": "true" }, CLASS_SIGNS[shape] ?? "");
      return signFirst ? make("span", {}, sign, ` ${text}`) : make("span", {}, `${text} `, sign);
    };
    const number = (/** @type {number} */ value) => this.state.number(value, { digits: 0 });
    const isSigned = this.state.task === "two_classes";
    if (numClasses > 1) {
      this.#ticks.replaceChildren(...Array.from({ length: numClasses }, (_, index) => tick(this.state.text("result.class", { class: index + 1 }), index, true)));
    } else this.#ticks.replaceChildren(tick(number(-1), isSigned ? 0 : null, true), tick(number(0), null, true), tick(number(1), isSigned ? 1 : null, false));
    const canvas = fitCanvas(this.#scale);
    if (!canvas) return;
    const { context, width, height } = canvas;
    const step = numClasses > 1 ? width / numClasses : 1;
    for (let x = 0, index = 0; x < width; x += step, index++) {
      context.fillStyle = numClasses > 1 ? css[/** @type {keyof typeof css} */ (CLASS_TOKENS[index] ?? "ink")] : cssColor(lut[Math.round((x / width) * 255)] ?? 0);
      context.fillRect(x, 0, numClasses > 1 ? step - 2 : 1, height);
    }
  }
}

customElements.define("dlp-result-map", DlpResultMap);
