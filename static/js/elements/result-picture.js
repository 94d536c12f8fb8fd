// The picture of <dlp-result-map>: what the network (or the neuron pointed at) answers over the plane, its border, the points.

import { CLASS_TOKENS, classOfLabel, cssColor, lutIndex } from "../charts/colors.js";
import { classMargin, zeroContour } from "../charts/contour.js";
import { paintBytes, paintClasses, paintHatch, paintValues } from "../charts/field.js";
import { drawAxes, drawContour, drawPoints, fitPlane, placePlane } from "../charts/plane.js";
import { themeColors } from "../theme-colors.js";
import { unitField } from "./network-paint.js";

/**
 * @typedef {import("../board-state.js").BoardState} BoardState
 * @typedef {import("../charts/plane.js").Plane} Plane
 * @typedef {{pixels: ImageData, contours: number[][]} | null} Answer
 */

export class ResultPicture {
  #field = document.createElement("canvas");
  #points = document.createElement("canvas");
  /** What the layer of points was drawn for. */
  #drawn = "";
  /** @type {unknown} */
  #drawnPoints = null;

  /**
   * @param {{context: CanvasRenderingContext2D, width: number, height: number, ratio: number}} canvas
   * @param {BoardState} state
   * @returns {Plane}
   */
  draw({ context, width, height, ratio }, state) {
    const plane = fitPlane(width, height);
    const { css } = themeColors();
    const answer = readAnswer(state);
    context.save();
    context.beginPath();
    context.roundRect(plane.left, 0, plane.side, plane.side, 4);
    context.clip();
    if (answer) this.#drawAnswer(context, plane, answer);
    this.#drawPoints(plane, ratio, state);
    context.drawImage(this.#points, plane.left, 0, plane.side, plane.side);
    context.restore();
    drawAxes(context, plane, { text: css["ink-2"], frame: css["line-2"] }, (value) => state.number(value, { digits: 0 }));
    return plane;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Plane} plane
   * @param {NonNullable<Answer>} answer
   */
  #drawAnswer(context, plane, { pixels, contours }) {
    if (this.#field.width !== pixels.width) this.#field.width = this.#field.height = pixels.width;
    this.#field.getContext("2d")?.putImageData(pixels, 0, 0);
    context.imageSmoothingQuality = "high";
    context.drawImage(this.#field, plane.left, 0, plane.side, plane.side);
    for (const segments of contours) drawContour(context, plane, segments, themeColors().css.ink);
  }

  /**
   * Thousands of points are drawn once, then copied with each frame.
   * @param {Plane} plane
   * @param {number} ratio
   * @param {BoardState} state
   */
  #drawPoints(plane, ratio, state) {
    const { css, lut } = themeColors();
    const drawn = JSON.stringify([plane.side, ratio, state.showTest, state.task, css.stage]);
    if (drawn === this.#drawn && this.#drawnPoints === state.points) return;
    [this.#drawn, this.#drawnPoints] = [drawn, state.points];
    this.#points.width = this.#points.height = Math.round(plane.side * ratio);
    const context = this.#points.getContext("2d");
    if (!context) return;
    context.scale(ratio, ratio);
    const own = placePlane(0, plane.side);
    const signed = state.task === "two_classes";
    const isRegression = state.task === "regression";
    const classOf = (/** @type {number} */ label) => classOfLabel(label, signed);
    const style = {
      color: (/** @type {number} */ label) =>
        isRegression ? cssColor(lut[lutIndex(label)] ?? 0) : css[/** @type {keyof typeof css} */ (CLASS_TOKENS[classOf(label)] ?? "ink")],
      shape: (/** @type {number} */ label) => (isRegression ? 1 : classOf(label)),
      halo: css.stage,
    };
    drawPoints(context, own, state.points.train, { ...style, hollow: false });
    if (state.showTest) drawPoints(context, own, state.points.test, { ...style, hollow: true });
  }
}

/**
 * What is shown over the plane: a neuron while one is pointed at, else the network's answer.
 * @param {BoardState} state
 * @returns {Answer}
 */
function readAnswer(state) {
  if (state.runState === "diverged") return readNothing();
  if (!state.maps) return null;
  return state.hover ? readUnit(state, state.hover) : readOutput(state, state.maps.output);
}

/** @returns {Answer} */
function readNothing() {
  const size = 256;
  const pixels = new ImageData(size, size);
  const { rgb } = themeColors();
  paintHatch(size, 11, { zero: rgb.zero, line: rgb["line-2"] }, new Uint32Array(pixels.data.buffer));
  return { pixels, contours: [] };
}

/**
 * @param {BoardState} state
 * @param {{layer: number, unit: number}} unit
 * @returns {Answer}
 */
function readUnit(state, { layer, unit }) {
  const { bytes, size } = unitField(state, layer, unit);
  if (!bytes) return null;
  const pixels = new ImageData(size, size);
  paintBytes(bytes, themeColors().lut, new Uint32Array(pixels.data.buffer));
  return { pixels, contours: [zeroContour(Float32Array.from(bytes, (byte) => byte - 127.5), size)] };
}

/**
 * @param {BoardState} state
 * @param {{size: number, values: Float32Array}} output
 * @returns {Answer}
 */
function readOutput(state, { size, values }) {
  const pixels = new ImageData(size, size);
  const target = new Uint32Array(pixels.data.buffer);
  const { lut, rgb } = themeColors();
  const numClasses = values.length / (size * size);
  if (numClasses > 1) {
    const ends = CLASS_TOKENS.slice(0, numClasses).map((token) => rgb[/** @type {keyof typeof rgb} */ (token)]);
    paintClasses(values, { ends, zero: rgb.zero }, state.discretize, target);
    return { pixels, contours: CLASS_TOKENS.slice(0, numClasses).map((_, index) => zeroContour(classMargin(values, numClasses, index), size)) };
  }
  paintValues(values, lut, state.discretize, target);
  return { pixels, contours: state.task === "regression" ? [] : [zeroContour(values, size)] };
}
