// Pictures of the whole plane from a network's parameters, as fine as a time budget allows. Pure; runs in maps-worker.js or on the page.

import { computeFeatures, ForwardPass, readParameters } from "./network.js";
import { outputFor, taskOf } from "./tasks.js";

/**
 * @typedef {import("./tasks.js").Spec} Spec
 * @typedef {import("./network.js").Layer} Layer
 *
 * @typedef {object} DrawnMaps
 * @property {number} size pixels a side of each hidden unit's map
 * @property {Uint8Array<ArrayBuffer>} units (hidden units, size, size), layer by layer: 0 to 255 for -1 to +1
 * @property {{size: number, values: Float32Array<ArrayBuffer>}} output (outputs, size, size): as the map shows it, or logits
 */

/** The plane that maps show reaches from -EDGE to EDGE. */
const EDGE = 6;
/** Milliseconds that drawing may take. */
const BUDGET = 12;
/** What a larger picture may take of the budget, so that sizes do not flicker between two. */
const LARGER_SHARE = 0.7;
/** Sizes of the units' maps and of the output's, the best first; at the last ones pictures come less often. */
const SIZES = /** @type {[number, number][]} */ ([[50, 128], [50, 96], [50, 64], [50, 50], [30, 64], [30, 50], [30, 30], [20, 30], [20, 20]]);
/** A first guess at milliseconds an operation; every drawing corrects it. */
const FIRST_RATE = 2e-6;
const NUM_RATES = 5;

export class MapDrawing {
  /** @type {Map<string, Float64Array[]>} features over the plane, by size */
  #features = new Map();
  #names = "";
  #pass = new ForwardPass(10);
  #rates = [FIRST_RATE];
  #choice = 0;

  /** @param {() => number} now milliseconds */
  constructor(now = () => performance.now()) {
    this.now = now;
  }

  /**
   * Throws RangeError where the parameters do not fit the spec.
   * @param {Spec} spec
   * @param {Float32Array} parameters
   * @returns {DrawnMaps}
   */
  draw(spec, parameters) {
    const started = this.now();
    const layers = readParameters(spec, parameters);
    const operations = countOperations(layers);
    this.#choice = this.#choose(operations);
    const [size, outputSize] = /** @type {[number, number]} */ (SIZES[this.#choice]);
    this.#prepare(spec, layers);
    const maps = this.#drawAt(spec, layers, size, outputSize);
    this.#rates = [...this.#rates, (this.now() - started) / (operations * numPoints(size, outputSize))].slice(-NUM_RATES);
    return maps;
  }

  /**
   * The finest sizes that fit the budget, by the middle one of the last drawings' speeds: one hiccup changes nothing.
   * @param {number} operations at one point
   */
  #choose(operations) {
    const rate = /** @type {number} */ ([...this.#rates].sort((one, other) => one - other)[this.#rates.length >> 1]);
    const fits = SIZES.findIndex(([size, outputSize], index) => {
      const time = rate * operations * numPoints(size, outputSize);
      return time <= BUDGET * (index < this.#choice ? LARGER_SHARE : 1);
    });
    return fits < 0 ? SIZES.length - 1 : fits;
  }

  /**
   * @param {Spec} spec
   * @param {Layer[]} layers
   */
  #prepare(spec, layers) {
    const widest = Math.max(spec.features.length, ...layers.map((layer) => layer.units));
    if (widest > this.#pass.widest) this.#pass = new ForwardPass(widest);
    const names = spec.features.join();
    if (names !== this.#names) this.#features.clear();
    this.#names = names;
  }

  /**
   * @param {Spec} spec
   * @param {Layer[]} layers
   * @param {number} size
   * @param {number} outputSize
   * @returns {DrawnMaps}
   */
  #drawAt(spec, layers, size, outputSize) {
    const hidden = layers.slice(0, -1);
    const numOutputs = layers.at(-1)?.units ?? 0;
    const firstUnits = hidden.map((_, index) => hidden.slice(0, index).reduce((sum, layer) => sum + layer.units, 0));
    const units = new Uint8Array(hidden.reduce((sum, layer) => sum + layer.units, 0) * size * size);
    const values = new Float32Array(numOutputs * outputSize * outputSize);
    const last = hidden.length;
    this.#pass.run(outputSize === size ? layers : hidden, this.#over(spec.features, size), (layer, from, stride, start, count) => {
      if (layer === last) return copyValues(from, stride, count, values, start, size * size);
      const first = /** @type {number} */ (firstUnits[layer]) * size * size;
      toBytes(from, stride, count, units.subarray(first, first + /** @type {Layer} */ (layers[layer]).units * size * size), start, size * size);
    });
    if (outputSize !== size) {
      this.#pass.run(layers, this.#over(spec.features, outputSize), (layer, from, stride, start, count) => {
        if (layer === last) copyValues(from, stride, count, values, start, outputSize * outputSize);
      });
    }
    showOutput(values, outputFor(taskOf(spec), spec.loss).shown);
    return { size, units, output: { size: outputSize, values } };
  }

  /**
   * @param {string[]} names
   * @param {number} size
   */
  #over(names, size) {
    const known = this.#features.get(String(size));
    if (known) return known;
    const { x1, x2 } = gridPoints(size);
    const features = computeFeatures(names, x1, x2);
    this.#features.set(String(size), features);
    return features;
  }
}

/**
 * The middles of size x size pixels that cover the plane, row by row from the top left.
 * @param {number} size
 */
export function gridPoints(size) {
  const middle = (/** @type {number} */ place) => (2 * EDGE * (place + 0.5)) / size - EDGE;
  const x1 = Float64Array.from({ length: size * size }, (_, index) => middle(index % size));
  const x2 = Float64Array.from({ length: size * size }, (_, index) => -middle(Math.floor(index / size)));
  return { x1, x2 };
}

/**
 * @param {number} size
 * @param {number} outputSize
 */
function numPoints(size, outputSize) {
  return size === outputSize ? size * size : size * size + outputSize * outputSize;
}

/**
 * Of one point, roughly: an activation function costs as much as four weights, layer norm as six.
 * @param {Layer[]} layers
 */
function countOperations(layers) {
  return layers.reduce((sum, layer) => sum + layer.units * (layer.inputs + 4 + (layer.norm ? 6 : 0)), 0);
}

/**
 * Values from -1 to +1 as bytes; beyond stays at the ends, not-a-number is in the middle.
 * @param {Float64Array} from unit after unit, `stride` apart
 * @param {number} stride
 * @param {number} count
 * @param {Uint8Array} to unit after unit, `area` apart
 * @param {number} start
 * @param {number} area
 */
function toBytes(from, stride, count, to, start, area) {
  const numUnits = to.length / area;
  for (let unit = 0; unit < numUnits; unit++) {
    const [source, goal] = [unit * stride, unit * area + start];
    for (let point = 0; point < count; point++) {
      const value = /** @type {number} */ (from[source + point]);
      to[goal + point] = value >= 1 ? 255 : value <= -1 ? 0 : value === value ? value * 127.5 + 128 : 128;
    }
  }
}

/**
 * @param {Float64Array} from
 * @param {number} stride
 * @param {number} count
 * @param {Float32Array} to
 * @param {number} start
 * @param {number} area
 */
function copyValues(from, stride, count, to, start, area) {
  const numUnits = to.length / area;
  for (let unit = 0; unit < numUnits; unit++) to.set(from.subarray(unit * stride, unit * stride + count), unit * area + start);
}

/**
 * What the map shows of an output; logits of several classes and real numbers stay as they are.
 * @param {Float32Array} values
 * @param {"value" | "clipped" | "two_p_minus_one" | "argmax"} shown
 */
function showOutput(values, shown) {
  if (shown === "clipped") {
    for (let index = 0; index < values.length; index++) values[index] = Math.max(-1, Math.min(1, /** @type {number} */ (values[index])));
  } else if (shown === "two_p_minus_one") {
    // 2 sigmoid(z) - 1 = tanh(z / 2)
    for (let index = 0; index < values.length; index++) values[index] = Math.tanh(/** @type {number} */ (values[index]) / 2);
  }
}
