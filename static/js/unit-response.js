// What a neuron, or the whole network, answers at one place or for every example: for cards, tips and tables. Built on network.js.

import { computeFeatures, forward, readParameters } from "./network.js";
import { parameterSlots } from "./parameter-layout.js";

/**
 * @typedef {import("./board-state.js").BoardState} BoardState
 * @typedef {Pick<BoardState, "spec" | "sizes" | "task" | "output" | "parameters">} Known what is read of the board
 *
 * @typedef {object} UnitResponse
 * @property {number[]} inputs features, or activations of the layer before
 * @property {number[]} weights
 * @property {number} bias
 * @property {number} z the weighted sum, before any normalization
 * @property {number} a the activation; of several classes, how probable this one is
 */

/**
 * Activations of all layers at some points, features first: [layer][unit], one value a point.
 * @param {Known} known
 * @param {ArrayLike<number>} x1
 * @param {ArrayLike<number>} x2
 * @returns {Float64Array[][] | null} null while the parameters are not of this spec
 */
function activationsAt({ spec, sizes, parameters }, x1, x2) {
  if (parameterSlots(sizes, spec.layers).length !== parameters.length) return null;
  const features = computeFeatures(spec.features, x1, x2);
  return [features, ...forward(readParameters(spec, parameters), features)];
}

/**
 * @param {Known} known
 * @param {{layer: number, unit: number}} place
 * @param {number} x1
 * @param {number} x2
 * @returns {UnitResponse | null}
 */
export function unitResponse(known, { layer, unit }, x1, x2) {
  const slot = parameterSlots(known.sizes, known.spec.layers).layers[layer];
  const activations = activationsAt(known, [x1], [x2]);
  if (!slot || !activations || unit >= slot.units) return null;
  const inputs = (activations[layer] ?? []).map((values) => values[0] ?? NaN);
  const start = slot.weights + unit * slot.inputs;
  const weights = [...known.parameters.subarray(start, start + slot.inputs)];
  const bias = known.parameters[slot.bias + unit] ?? NaN;
  const z = inputs.reduce((sum, input, index) => sum + input * (weights[index] ?? NaN), bias);
  const units = (activations[layer + 1] ?? []).map((values) => values[0] ?? NaN);
  const isSoftmax = layer === known.spec.layers.length && known.task === "classes";
  return { inputs, weights, bias, z, a: (isSoftmax ? softmax(units) : units)[unit] ?? NaN };
}

/**
 * What the map shows at a place: a value, or the class that wins and how probable it is.
 * @param {Known} known
 * @param {number} x1
 * @param {number} x2
 * @returns {{value: number, winner: number | null} | null}
 */
export function outputAt(known, x1, x2) {
  const outputs = activationsAt(known, [x1], [x2])?.at(-1)?.map((values) => values[0] ?? NaN);
  if (!outputs) return null;
  if (known.task === "classes") {
    const shares = softmax(outputs);
    const winner = shares.indexOf(Math.max(...shares));
    return { value: shares[winner] ?? NaN, winner };
  }
  const [value = NaN] = outputs;
  const { shown } = known.output;
  if (shown === "clipped") return { value: Math.min(1, Math.max(-1, value)), winner: null };
  return { value: shown === "two_p_minus_one" ? Math.tanh(value / 2) : value, winner: null };
}

/**
 * For each example the class that the network says (0 or 1 for -1 and +1), or the number it predicts.
 * @param {Known} known
 * @param {Float32Array} points x1, x2, label of each
 * @returns {Float64Array | null}
 */
export function predictPoints(known, points) {
  const column = (/** @type {number} */ place) => Float64Array.from({ length: points.length / 3 }, (_, index) => points[3 * index + place] ?? NaN);
  const outputs = activationsAt(known, column(0), column(1))?.at(-1);
  if (!outputs) return null;
  return Float64Array.from(outputs[0] ?? [], (value, index) => {
    if (known.task === "regression") return value;
    if (known.task === "two_classes") return Number(value >= 0);
    return outputs.reduce((best, unit, place) => ((unit[index] ?? NaN) > (outputs[best]?.[index] ?? NaN) ? place : best), 0);
  });
}

/** @param {number[]} logits */
function softmax(logits) {
  const top = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - top));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
