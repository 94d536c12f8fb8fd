// The plane [-6, 6] x [-6, 6] as a picture: axes, contours, points, a tip with a value. Pure: draws on the context it is given.

import { linearScale } from "./scales.js";
import { traceMark } from "./marks.js";

/**
 * @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context
 * @typedef {import("./scales.js").Scale} Scale
 *
 * @typedef {object} Plane where the plane stands on the canvas
 * @property {number} left
 * @property {number} side in CSS pixels; its top is 0
 * @property {Scale} x
 * @property {Scale} y
 *
 * @typedef {object} PointStyle
 * @property {(label: number) => string} color
 * @property {(label: number) => number} shape
 * @property {string} halo the page's color
 * @property {boolean} hollow
 */

export const EDGE = 6;
const AXIS_HEIGHT = 18;
const AXIS_WIDTH = 22;
const TICKS = [-5, 0, 5];

/**
 * The largest square that leaves room for the axes; a narrow canvas does without the vertical one.
 * @param {number} width
 * @param {number} height
 * @returns {Plane}
 */
export function fitPlane(width, height) {
  const left = width > 240 ? AXIS_WIDTH : 0;
  return placePlane(left, Math.max(1, Math.min(width - left, height - AXIS_HEIGHT)));
}

/**
 * @param {number} left
 * @param {number} side
 * @returns {Plane}
 */
export function placePlane(left, side) {
  return { left, side, x: linearScale([-EDGE, EDGE], [left, left + side]), y: linearScale([-EDGE, EDGE], [side, 0]) };
}

/**
 * @param {Context} context
 * @param {Plane} plane
 * @param {{text: string, frame: string}} colors
 * @param {(value: number) => string} format
 */
export function drawAxes(context, plane, colors, format) {
  const { left, side } = plane;
  context.strokeStyle = colors.frame;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(left + 0.5, 0.5, side - 1, side - 1, 4);
  context.stroke();
  context.fillStyle = colors.text;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const tick of TICKS) context.fillText(format(tick), plane.x(tick), side + 14);
  if (left === 0) return;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of TICKS) context.fillText(format(tick), left - 6, plane.y(tick));
}

/**
 * @param {Context} context
 * @param {Plane} plane
 * @param {number[]} segments x1, y1, x2, y2 from 0 to 1, as contour.js gives them
 * @param {string} color
 */
export function drawContour(context, { left, side }, segments, color) {
  context.beginPath();
  for (let index = 0; index + 3 < segments.length; index += 4) {
    context.moveTo(left + /** @type {number} */ (segments[index]) * side, /** @type {number} */ (segments[index + 1]) * side);
    context.lineTo(left + /** @type {number} */ (segments[index + 2]) * side, /** @type {number} */ (segments[index + 3]) * side);
  }
  context.strokeStyle = color;
  context.lineWidth = 1.25;
  context.lineCap = "round";
  context.stroke();
}

/**
 * Training points filled with a halo, test points hollow: each by color and by shape.
 * @param {Context} context
 * @param {Plane} plane
 * @param {Float32Array} points x1, x2, label of each
 * @param {PointStyle} style
 */
export function drawPoints(context, plane, points, style) {
  const radius = plane.side > 220 ? 2.6 : 2;
  context.lineJoin = "round";
  for (let index = 0; index + 2 < points.length; index += 3) {
    const label = /** @type {number} */ (points[index + 2]);
    const color = style.color(label);
    context.beginPath();
    traceMark(context, plane.x(points[index] ?? 0), plane.y(points[index + 1] ?? 0), radius, style.shape(label));
    context.lineWidth = style.hollow ? 3 : 2;
    context.strokeStyle = style.hollow ? color : style.halo;
    context.fillStyle = style.hollow ? style.halo : color;
    context.stroke();
    context.fill();
  }
}

/**
 * A place with what is true there, beside it.
 * @param {Context} context
 * @param {Plane} plane
 * @param {{x1: number, x2: number}} place
 * @param {string} text
 * @param {{ink: string, ground: string}} colors
 */
export function drawTip(context, plane, place, text, colors) {
  const [x, y] = [plane.x(place.x1), plane.y(place.x2)];
  const width = context.measureText(text).width + 12;
  const right = plane.left + plane.side;
  const left = x + 14 + width > right ? x - 14 - width : x + 14;
  const top = Math.min(plane.side - 24, Math.max(4, y - 10));
  context.beginPath();
  context.arc(x, y, 4, 0, 2 * Math.PI);
  context.strokeStyle = colors.ground;
  context.lineWidth = 3;
  context.stroke();
  context.strokeStyle = colors.ink;
  context.lineWidth = 1.5;
  context.stroke();
  context.fillStyle = colors.ink;
  context.beginPath();
  context.roundRect(left, top, width, 20, 4);
  context.fill();
  context.fillStyle = colors.ground;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(text, left + 6, top + 10.5);
}
