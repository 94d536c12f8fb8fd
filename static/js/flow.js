// What one example sends along every link: w·a forward, and backward the gradient that the loss sends to what the link came from. Pure.

import { ACTIVATIONS } from "./activations.js";
import { computeFeatures, forward, readParameters } from "./network.js";

/**
 * @typedef {import("./tasks.js").Spec} Spec
 * @typedef {import("./tasks.js").Output} Output
 * @typedef {import("./network.js").Layer} Layer
 * @typedef {Pick<import("./board-state.js").BoardState, "spec" | "task" | "output" | "parameters">} Known what is read of the board
 * @typedef {{x1: number, x2: number, label: number}} Example
 */

const STEP = 1e-4;
const HUBER_DELTA = 1;

/**
 * For each gap, row-major (units, inputs): weight times what comes in.
 * @param {Known} known
 * @param {Example} example
 * @returns {Float64Array[]}
 */
export function forwardFlow({ spec, parameters }, { x1, x2 }) {
  const layers = readParameters(spec, parameters);
  const activations = activationsAt(spec, layers, x1, x2);
  return layers.map((layer, index) => Float64Array.from(layer.weights, (weight, place) => weight * (activations[index]?.[place % layer.inputs] ?? 0)));
}

/**
 * For each gap, row-major (units, inputs): dL/dz of the unit times the weight, its share of dL/da of the input.
 * Layer normalization ties the units of a layer together, so that no such shares exist: null.
 * @param {Known} known
 * @param {Example} example
 * @returns {Float64Array[] | null}
 */
export function backwardFlow(known, { x1, x2, label }) {
  const { spec, parameters } = known;
  if (spec.layers.some((layer) => layer.norm === "layer")) return null;
  const layers = readParameters(spec, parameters);
  const activations = activationsAt(spec, layers, x1, x2);
  /** @type {Float64Array[]} */
  const flows = new Array(layers.length);
  let toActivations = lossGradient(known, activations.at(-1) ?? [], label);
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = /** @type {Layer} */ (layers[index]);
    const slopes = slopesAt(layer, activations[index] ?? []);
    const deltas = toActivations.map((gradient, unit) => gradient * (slopes[unit] ?? 0));
    const flow = Float64Array.from(layer.weights, (weight, place) => weight * (deltas[Math.floor(place / layer.inputs)] ?? 0));
    flows[index] = flow;
    toActivations = Array.from({ length: layer.inputs }, (_, input) => deltas.reduce((sum, _delta, unit) => sum + (flow[unit * layer.inputs + input] ?? 0), 0));
  }
  return flows;
}

/**
 * @param {Spec} spec
 * @param {Layer[]} layers
 * @param {number} x1
 * @param {number} x2
 * @returns {number[][]} features first
 */
function activationsAt(spec, layers, x1, x2) {
  const features = computeFeatures(spec.features, [x1], [x2]);
  return [features, ...forward(layers, features)].map((units) => units.map((values) => values[0] ?? NaN));
}

/**
 * The activation function's slope at each unit's sum, by a central difference: one way for all functions.
 * @param {Layer} layer
 * @param {number[]} inputs
 * @returns {number[]}
 */
function slopesAt(layer, inputs) {
  return Array.from({ length: layer.units }, (_, unit) => {
    const z = inputs.reduce((sum, input, index) => sum + input * (layer.weights[unit * layer.inputs + index] ?? 0), layer.bias[unit] ?? 0);
    const pair = Float64Array.of(z - STEP, z + STEP);
    ACTIVATIONS[layer.activation](pair, 0, 2);
    return ((pair[1] ?? 0) - (pair[0] ?? 0)) / (2 * STEP);
  });
}

/**
 * dL/do of one example.
 * @param {Known} known
 * @param {number[]} outputs of the last layer
 * @param {number} label as in the data: -1 or +1, a class, a number
 * @returns {number[]}
 */
function lossGradient({ spec, task }, outputs, label) {
  if (task === "classes") {
    const top = Math.max(...outputs);
    const powers = outputs.map((output) => Math.exp(output - top));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power, index) => power / sum - Number(index === label));
  }
  const [output = NaN] = outputs;
  const off = output - label;
  switch (spec.loss) {
    case "half_squared":
      return [off];
    case "mse":
      return [2 * off];
    case "mae":
      return [Math.sign(off)];
    case "huber":
      return [Math.min(HUBER_DELTA, Math.max(-HUBER_DELTA, off))];
    case "hinge":
      return [output * label < 1 ? -label : 0];
    case "cross_entropy":
      return [1 / (1 + Math.exp(-output)) - Number(label > 0)];
  }
}
