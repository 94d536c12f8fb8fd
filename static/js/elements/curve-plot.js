// The curve itself, by uPlot (static/vendor/uplot): two lines, axes in the page's look, pauses. What is drawn over it: curve-marks.js.

import { nearestIndex, pauseGaps } from "../charts/curve.js";
import { loadScript } from "../classic-script.js";
import { themeColors } from "../theme-colors.js";
import { drawOver, tickLabel } from "./curve-marks.js";
import { make } from "./make.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {import("../charts/curve.js").CurveData} CurveData
 * @import Plot from "uplot"
 * @typedef {Plot.Options} Options
 * @typedef {"zero" | "share" | "log"} Kind of the vertical axis
 */

const LABEL_WIDTH = 34;
const SHARE_LABEL_WIDTH = 44;
const PAUSE_WIDTH = 5;
/** A run that has just begun has room before it. */
const LEAST_EPOCHS = 10;
const FONT_SIZE = 12;

/**
 * uPlot, loaded once: a classic script that sets a global.
 * @param {Record<string, string>} urls
 * @returns {Promise<typeof Plot>}
 */
async function loadLibrary(urls) {
  if (!document.querySelector("link[data-uplot]")) document.head.append(make("link", { rel: "stylesheet", href: urls["uplot_css"] ?? "", "data-uplot": true }));
  await loadScript(urls["uplot"] ?? "");
  return /** @type {any} */ (window)["uPlot"];
}

export class CurvePlot {
  /** @type {Plot | null} */
  #plot = null;
  /** @type {Kind} */
  #kind = "zero";
  /** @type {number[]} */
  #ticks = [0, 1];
  #lastEpoch = 0;

  /**
   * @param {typeof Plot} Library
   * @param {HTMLElement} holder
   * @param {BoardState} state
   * @param {(index: number) => void} onPoint called with the entry under the pointer, -1 for none
   */
  constructor(Library, holder, state, onPoint) {
    this.Library = Library;
    this.holder = holder;
    this.state = state;
    this.onPoint = onPoint;
    holder.addEventListener("pointermove", (event) => this.#pointed(event));
    holder.addEventListener("pointerdown", (event) => this.#pointed(event));
    holder.addEventListener("pointerleave", () => onPoint(-1));
  }

  /**
   * @param {HTMLElement} holder
   * @param {BoardState} state
   * @param {(index: number) => void} onPoint
   */
  static async load(holder, state, onPoint) {
    return new CurvePlot(await loadLibrary(state.urls), holder, state, onPoint);
  }

  /**
   * @param {CurveData} data
   * @param {number[]} ticks of the vertical axis; its ends are the first and the last
   * @param {Kind} kind
   */
  show(data, ticks, kind) {
    const [width, height] = [this.holder.clientWidth, this.holder.clientHeight];
    if (width === 0 || height === 0) return;
    this.#ticks = ticks;
    this.#lastEpoch = data[0].at(-1) ?? 0;
    if (!this.#plot || kind !== this.#kind) {
      this.#plot?.destroy();
      this.#kind = kind;
      this.#plot = new this.Library(this.#options(width, height), data, this.holder);
    } else {
      if (this.#plot.width !== width || this.#plot.height !== height) this.#plot.setSize({ width, height });
      this.#plot.setData(data);
    }
  }

  /** @param {number} index of the entry to point out, -1 for none */
  point(index) {
    const plot = this.#plot;
    if (!plot) return;
    const left = index < 0 ? -10 : plot.valToPos(plot.data[0][index] ?? 0, "x");
    plot.setCursor({ left, top: index < 0 ? -10 : 0 }, false);
  }

  /**
   * Pixels from the holder's left.
   * @param {number} epoch
   */
  pixelOf(epoch) {
    return this.#plot ? this.#plot.valToPos(epoch, "x") + this.#plot.over.offsetLeft : 0;
  }

  end() {
    this.#plot?.destroy();
  }

  /** @param {PointerEvent} event */
  #pointed(event) {
    const plot = this.#plot;
    if (!plot) return;
    const epoch = plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, "x");
    this.onPoint(nearestIndex(/** @type {number[]} */ (plot.data[0]), epoch));
  }

  /**
   * @param {number} width
   * @param {number} height
   * @returns {Options}
   */
  #options(width, height) {
    const { css } = themeColors();
    const color = (/** @type {keyof typeof css} */ token) => () => themeColors().css[token];
    const font = `${FONT_SIZE}px ${getComputedStyle(this.holder).fontFamily}`;
    const axis = { stroke: color("ink-2"), font, ticks: { show: false }, gap: 6 };
    const series = { spanGaps: false, points: { show: false }, gaps: this.#gaps };
    return {
      width,
      height,
      legend: { show: false },
      padding: [8, 6, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 }, bind: cursorOfOurs() },
      scales: {
        x: { time: false, range: () => [0, Math.max(LEAST_EPOCHS, this.#lastEpoch)] },
        y: { distr: this.#kind === "log" ? 3 : 1, range: () => [this.#ticks[0] ?? 0, this.#ticks.at(-1) ?? 1] },
      },
      axes: [
        { ...axis, size: 20, grid: { show: false }, splits: () => [], values: () => [] },
        { ...axis, size: this.#kind === "share" ? SHARE_LABEL_WIDTH : LABEL_WIDTH, grid: { stroke: color("line"), width: 1 }, splits: () => this.#ticks, values: (_, ticks) => ticks.map((tick) => tickLabel(tick, this.#kind, this.state)) },
      ],
      series: [{}, { ...series, stroke: color("ink-3"), width: 1.5 }, { ...series, stroke: color("ink"), width: 2 }],
      hooks: { draw: [(plot) => drawOver(plot, this.state, font.replace(/[\d.]+px/, `${FONT_SIZE * (devicePixelRatio || 1)}px`))] },
    };
  }

  /** @type {NonNullable<Plot.Series["gaps"]>} */
  #gaps = (plot, _series, _first, _last, nulls) => {
    const ratio = devicePixelRatio || 1;
    const pauses = pauseGaps(this.state.gaps, (epoch) => plot.valToPos(epoch, "x", true), PAUSE_WIDTH * ratio);
    return [...nulls, ...pauses].sort((one, other) => one[0] - other[0]);
  };
}

/** The cursor follows the entry that <dlp-loss-curve> tells, whether by pointer or by key; uPlot's own following is off. */
function cursorOfOurs() {
  const none = () => null;
  return { mousemove: none, mouseleave: none, mouseenter: none, mousedown: none, mouseup: none, click: none, dblclick: none };
}
