// Pictures in the diagram: features, each neuron's response, strips, biases, and hatching where there are no numbers.

import { cssColor, lutIndex } from "../charts/colors.js";
import { outputBytes, paintBytes, paintHatch } from "../charts/field.js";
import { featureField } from "../feature-math.js";
import { parameterSlots } from "../parameter-layout.js";
import { themeColors } from "../theme-colors.js";

/**
 * @typedef {import("./network-node.js").NetworkNode} NetworkNode
 * @typedef {import("../board-state.js").BoardState} BoardState
 */

const FEATURE_SIZE = 32;
const SMALL_SIZE = 64;
const HATCHED_SIZE = 64;
const HATCH_PERIOD = 9;
/** @type {Map<string, Uint8Array>} */
const featureFields = new Map();
const scratch = document.createElement("canvas");
/** @type {Map<number, ImageData>} */
const images = new Map();

/** @param {number} size */
function imageOf(size) {
  const image = images.get(size) ?? new ImageData(size, size);
  images.set(size, image);
  return image;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ImageData} image
 */
function show(canvas, image) {
  if (canvas.width !== image.width) canvas.width = canvas.height = image.width;
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

/**
 * Every neuron's picture, from the newest maps and parameters; hatched once the run has diverged.
 * @param {NetworkNode[][]} layers
 * @param {BoardState} state
 */
export function paintNetwork(layers, state) {
  const { maps, parameters } = state;
  const slots = parameterSlots(state.sizes, state.spec.layers);
  const isNumber = state.runState !== "diverged" && parameters.length === slots.length;
  layers.forEach((nodes, layer) => {
    const slot = slots.layers[layer - 1];
    const biases = slot && isNumber ? parameters.subarray(slot.bias, slot.bias + slot.units) : new Float32Array();
    for (const node of nodes) {
      if (node.kind === "feature") continue;
      if (node.kind === "strip") paintStrip(node, state.runState === "diverged" ? [] : (maps?.units[layer - 1] ?? []), state.runState === "diverged" ? HATCHED_SIZE : (maps?.size ?? HATCHED_SIZE), biases);
      else {
        const { bytes, size } = unitField(state, layer - 1, node.index);
        if (bytes || state.runState === "diverged") paintField(node.canvas, bytes, size);
        paintBias(node, biases[node.index] ?? NaN);
      }
    }
  });
}

/**
 * A neuron's response over the plane, -1 to +1 as bytes; null when there is none.
 * @param {BoardState} state
 * @param {number} layer
 * @param {number} unit
 * @returns {{bytes: Uint8Array | null, size: number}}
 */
export function unitField(state, layer, unit) {
  const { maps } = state;
  const isOutput = layer === state.spec.layers.length;
  if (!maps || state.runState === "diverged") return { bytes: null, size: HATCHED_SIZE };
  if (!isOutput) return { bytes: maps.units[layer]?.[unit] ?? null, size: maps.size };
  const { values, size } = maps.output;
  const numOutputs = values.length / (size * size);
  // Half as fine as the result's map: it is a small picture.
  const stride = size > SMALL_SIZE ? 2 : 1;
  return { bytes: unit < numOutputs ? outputBytes(values, numOutputs, unit, stride) : null, size: Math.ceil(size / stride) };
}

/**
 * A field as it is seen: through the theme's lookup table, or hatched where it is null.
 * @param {Uint8Array | null} bytes
 * @param {number} size
 * @returns {ImageData}
 */
function render(bytes, size) {
  const image = imageOf(size);
  const pixels = new Uint32Array(image.data.buffer);
  const { lut, rgb } = themeColors();
  if (bytes) paintBytes(bytes, lut, pixels);
  else paintHatch(size, HATCH_PERIOD, { zero: rgb.zero, line: rgb["line-2"] }, pixels);
  return image;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array | null} bytes null for no numbers
 * @param {number} size
 */
export function paintField(canvas, bytes, size) {
  show(canvas, render(bytes, size));
}

/**
 * Features stay as they are while training: painted when the diagram is built and when the theme changes.
 * @param {NetworkNode[]} nodes
 */
export function paintFeatures(nodes) {
  for (const { name, canvas } of nodes) {
    const field = featureFields.get(name) ?? featureField(name, FEATURE_SIZE);
    featureFields.set(name, field);
    paintField(canvas, field, FEATURE_SIZE);
  }
}

/**
 * @param {NetworkNode} node
 * @param {number} bias NaN hides the dot
 */
function paintBias(node, bias) {
  const dot = node.element.querySelector("span");
  if (!dot) return;
  dot.hidden = !Number.isFinite(bias);
  if (!dot.hidden) dot.style.background = biasColor(bias);
}

/** @param {number} bias */
function biasColor(bias) {
  return cssColor(themeColors().lut[lutIndex(bias)] ?? 0);
}

/**
 * All maps of a wide layer on one canvas, each with its bias at the lower left corner.
 * @param {NetworkNode} node of kind "strip"
 * @param {(Uint8Array | null)[]} maps one a unit
 * @param {number} size of a map
 * @param {Float32Array} biases
 */
function paintStrip(node, maps, size, biases) {
  const ratio = devicePixelRatio || 1;
  const { canvas, goal, cellSize } = node;
  const [width, height] = [Math.round(goal.width * ratio), Math.round(goal.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  if (!context) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, goal.width, goal.height);
  const corners = node.cells.map((cell) => ({ x: goal.width / 2 + cell.x - cellSize / 2, y: goal.height / 2 + cell.y - cellSize / 2 }));
  const outline = new Path2D();
  for (const { x, y } of corners) outline.roundRect(x, y, cellSize, cellSize, 4);
  context.save();
  context.clip(outline);
  corners.forEach(({ x, y }, unit) => {
    show(scratch, render(maps[unit] ?? null, size));
    context.drawImage(scratch, x, y, cellSize, cellSize);
  });
  context.restore();
  const { css } = themeColors();
  context.strokeStyle = css.ink;
  context.globalAlpha = 0.22;
  context.stroke(outline);
  context.globalAlpha = 1;
  corners.forEach(({ x, y }, unit) => drawBias(context, x + 2.5, y + cellSize - 2.5, biases[unit] ?? NaN));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} bias
 */
function drawBias(context, x, y, bias) {
  if (!Number.isFinite(bias)) return;
  context.beginPath();
  context.arc(x, y, 3.5, 0, 2 * Math.PI);
  context.fillStyle = biasColor(bias);
  context.fill();
  context.strokeStyle = themeColors().css.stage;
  context.stroke();
}
