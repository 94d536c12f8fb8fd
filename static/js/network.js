// The forward pass of a dense network in evaluation mode, over many points at once. Pure; the other half is playground/engine/network.py.

import { ACTIVATIONS } from "./activations.js";
import { FEATURES } from "./feature-math.js";
import { parameterSlots } from "./parameter-layout.js";
import { layerSizes, outputFor, taskOf } from "./tasks.js";

/**
 * @typedef {import("./tasks.js").Spec} Spec
 * @typedef {import("./tasks.js").ActivationName} ActivationName
 *
 * @typedef {object} Layer what one layer needs to be evaluated
 * @property {number} inputs
 * @property {number} units
 * @property {ActivationName} activation
 * @property {Float32Array | Float64Array} weights row-major (units, inputs)
 * @property {Float32Array | Float64Array} bias
 * @property {LayerNorm | null} norm over the layer's units at each point
 *
 * @typedef {{scale: Float32Array, shift: Float32Array}} LayerNorm
 */

/** Added to a variance before its root is taken. */
const EPSILON = 1e-5;
/** Points that go through the layers together: two layers of 64 units stay in the processor's cache. */
const BLOCK = 256;

/**
 * The layers in the flat parameters of a frame: weights, bias, then scale, shift, mean and variance where a norm has them.
 * Batch norm's running averages are part of what comes back: in evaluation mode it is one more scale and shift.
 * Throws RangeError where they do not fit the spec.
 * @param {Spec} spec
 * @param {Float32Array} flat
 * @returns {Layer[]}
 */
export function readParameters(spec, flat) {
  const { layers, length } = parameterSlots(layerSizes(spec), spec.layers);
  if (flat.length !== length) throw new RangeError(`${flat.length} parameters instead of ${length}`);
  return layers.map((slot, index) => {
    const { inputs, units } = slot;
    const { activation, norm } = spec.layers[index] ?? { activation: outputFor(taskOf(spec), spec.loss).activation, norm: "none" };
    const part = (/** @type {number} */ place) => flat.subarray(slot.bias + place * units, slot.bias + (place + 1) * units);
    const layer = { inputs, units, activation, weights: flat.subarray(slot.weights, slot.bias), bias: part(0), norm: null };
    if (norm === "layer") return { ...layer, norm: { scale: part(1), shift: part(2) } };
    if (norm === "batch") return foldBatchNorm(layer, { scale: part(1), shift: part(2), mean: part(3), variance: part(4) });
    return layer;
  });
}

/**
 * @param {Layer} layer
 * @param {{scale: Float32Array, shift: Float32Array, mean: Float32Array, variance: Float32Array}} norm
 * @returns {Layer}
 */
function foldBatchNorm(layer, { scale, shift, mean, variance }) {
  const factors = Float64Array.from(scale, (value, unit) => value / Math.sqrt((variance[unit] ?? 0) + EPSILON));
  const weights = Float64Array.from(layer.weights, (weight, place) => weight * (factors[Math.floor(place / layer.inputs)] ?? 0));
  const bias = Float64Array.from(layer.bias, (value, unit) => (value - (mean[unit] ?? 0)) * (factors[unit] ?? 0) + (shift[unit] ?? 0));
  return { ...layer, weights, bias };
}

/**
 * Every feature at every point.
 * @param {string[]} names
 * @param {ArrayLike<number>} x1
 * @param {ArrayLike<number>} x2
 * @returns {Float64Array[]} one array a feature
 */
export function computeFeatures(names, x1, x2) {
  return names.map((name) => {
    const feature = FEATURES[name];
    if (!feature) throw new RangeError(`no feature ${name}`);
    return Float64Array.from(x1, (first, index) => feature.compute(first, x2[index] ?? NaN));
  });
}

/** Runs points through layers in blocks; all memory is set aside when it is made. */
export class ForwardPass {
  /** Unit after unit, BLOCK values each. @type {[Float64Array, Float64Array]} */
  #buffers;
  #means = new Float64Array(BLOCK);
  #deviations = new Float64Array(BLOCK);

  /** @param {number} widest units or features of the widest layer */
  constructor(widest) {
    this.widest = widest;
    this.#buffers = [new Float64Array(widest * BLOCK), new Float64Array(widest * BLOCK)];
  }

  /**
   * Shows `visit` each layer's activations for one block of points after another: unit j's are at
   * `values[j * stride]` to `values[j * stride + count - 1]` and hold until the next call.
   * @param {Layer[]} layers
   * @param {Float64Array[]} features one array a feature
   * @param {(layer: number, values: Float64Array, stride: number, start: number, count: number) => void} visit
   */
  run(layers, features, visit) {
    const numPoints = features[0]?.length ?? 0;
    for (let start = 0; start < numPoints; start += BLOCK) {
      const count = Math.min(BLOCK, numPoints - start);
      let [from, to] = this.#buffers;
      features.forEach((feature, index) => from.set(feature.subarray(start, start + count), index * BLOCK));
      layers.forEach((layer, index) => {
        this.#sum(layer, from, to, count);
        if (layer.norm) this.#normalize(layer, layer.norm, to, count);
        const activate = ACTIVATIONS[layer.activation];
        for (let unit = 0; unit < layer.units; unit++) activate(to, unit * BLOCK, unit * BLOCK + count);
        visit(index, to, BLOCK, start, count);
        [from, to] = [to, from];
      });
    }
  }

  /**
   * z = W a + b, four inputs at a time: a third of the memory traffic of one at a time.
   * @param {Layer} layer
   * @param {Float64Array} from
   * @param {Float64Array} to
   * @param {number} count
   */
  #sum({ inputs, units, weights, bias }, from, to, count) {
    for (let unit = 0; unit < units; unit++) {
      const row = unit * inputs;
      const goal = unit * BLOCK;
      to.fill(/** @type {number} */ (bias[unit]), goal, goal + count);
      let input = 0;
      for (; input + 4 <= inputs; input += 4) addFour(to, goal, from, input * BLOCK, weights, row + input, count);
      for (; input < inputs; input++) {
        const weight = /** @type {number} */ (weights[row + input]);
        const source = input * BLOCK;
        for (let point = 0; point < count; point++) to[goal + point] = /** @type {number} */ (to[goal + point]) + weight * /** @type {number} */ (from[source + point]);
      }
    }
  }

  /**
   * Layer norm: mean 0 and variance 1 over the layer's units at each point, then scale and shift.
   * @param {Layer} layer
   * @param {LayerNorm} norm
   * @param {Float64Array} z
   * @param {number} count
   */
  #normalize({ units }, { scale, shift }, z, count) {
    const means = this.#means.fill(0);
    const deviations = this.#deviations.fill(0);
    for (let unit = 0; unit < units; unit++) {
      for (let point = 0; point < count; point++) means[point] = at(means, point) + at(z, unit * BLOCK + point) / units;
    }
    for (let unit = 0; unit < units; unit++) {
      for (let point = 0; point < count; point++) {
        const off = at(z, unit * BLOCK + point) - at(means, point);
        deviations[point] = at(deviations, point) + (off * off) / units;
      }
    }
    for (let point = 0; point < count; point++) deviations[point] = Math.sqrt(at(deviations, point) + EPSILON);
    for (let unit = 0; unit < units; unit++) {
      const [factor, offset] = [at(scale, unit), at(shift, unit)];
      for (let point = 0; point < count; point++) {
        const place = unit * BLOCK + point;
        z[place] = ((at(z, place) - at(means, point)) / at(deviations, point)) * factor + offset;
      }
    }
  }
}

/**
 * @param {Float64Array | Float32Array} values
 * @param {number} index within them
 * @returns {number}
 */
function at(values, index) {
  return /** @type {number} */ (values[index]);
}

/**
 * @param {Float64Array} to
 * @param {number} goal
 * @param {Float64Array} from
 * @param {number} source
 * @param {Float32Array | Float64Array} weights
 * @param {number} place
 * @param {number} count
 */
function addFour(to, goal, from, source, weights, place, count) {
  const [w0, w1, w2, w3] = [at(weights, place), at(weights, place + 1), at(weights, place + 2), at(weights, place + 3)];
  const [second, third, fourth] = [source + BLOCK, source + 2 * BLOCK, source + 3 * BLOCK];
  for (let point = 0; point < count; point++) {
    to[goal + point] = at(to, goal + point) + (w0 * at(from, source + point) + w1 * at(from, second + point)) + (w2 * at(from, third + point) + w3 * at(from, fourth + point));
  }
}

/**
 * Every layer's activations at some points; for few points, as it sets its memory aside anew.
 * @param {Layer[]} layers
 * @param {Float64Array[]} features
 * @returns {Float64Array[][]} [layer][unit], one value a point
 */
export function forward(layers, features) {
  const numPoints = features[0]?.length ?? 0;
  const widest = Math.max(features.length, ...layers.map((layer) => layer.units));
  const activations = layers.map((layer) => Array.from({ length: layer.units }, () => new Float64Array(numPoints)));
  new ForwardPass(widest).run(layers, features, (layer, values, stride, start, count) => {
    activations[layer]?.forEach((unit, index) => unit.set(values.subarray(index * stride, index * stride + count), start));
  });
  return activations;
}
