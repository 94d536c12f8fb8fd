// Fields of a spec by dotted path, for the controls; `layers.*` stands for every hidden layer. The twin on the server: playground/experiments/controls.py.

/** @typedef {import("./tasks.js").Spec} Spec */

/** What a field of all layers has when they differ. */
export const MIXED = "mixed";

/**
 * The value at a path; undefined where this spec has no such field.
 * @param {Spec} spec
 * @param {string} path
 * @returns {any}
 */
export function readField(spec, path) {
  if (path.startsWith("layers.*.")) return ofAllLayers(spec, path.slice("layers.*.".length));
  return path.split(".").reduce((/** @type {any} */ value, name) => (value === null || value === undefined ? undefined : value[name]), spec);
}

/**
 * Whether a row that belongs to one choice is shown: `dataset.kind=blobs,arms`.
 * @param {Spec} spec
 * @param {string} when
 */
export function matchesWhen(spec, when) {
  const [path = "", values = ""] = when.split("=");
  return values.split(",").includes(String(readField(spec, path)));
}

/**
 * Training examples, as the server splits: floor(n * share).
 * @param {Spec} spec
 */
export function numTrain(spec) {
  const { dataset } = spec;
  if (dataset.kind === "points") return dataset["train"].length;
  return Math.floor((dataset["num_examples"] * dataset["train_share"]) / 100);
}

/**
 * Examples of a usual step.
 * @param {Spec} spec
 */
export function batchSize(spec) {
  const { batch_size: wanted } = spec.training;
  return wanted === "full" ? numTrain(spec) : Math.min(wanted, numTrain(spec));
}

/**
 * Weights, biases, and the scales and shifts of norms: all that training changes.
 * @param {Spec} spec
 * @param {number[]} sizes features, units of each hidden layer, outputs
 */
export function numParameters(spec, sizes) {
  let total = 0;
  for (let layer = 1; layer < sizes.length; layer++) {
    const units = sizes[layer] ?? 0;
    const norm = spec.layers[layer - 1]?.norm ?? "none";
    total += units * ((sizes[layer - 1] ?? 0) + 1) + (norm === "none" ? 0 : 2 * units);
  }
  return total;
}

/**
 * @param {Spec} spec
 * @param {string} name
 */
function ofAllLayers(spec, name) {
  const values = new Set(spec.layers.map((layer) => /** @type {Record<string, any>} */ (layer)[name]));
  if (values.size === 0) return name === "initial" ? spec.output.initial : "tanh";
  return values.size === 1 ? [...values][0] : MIXED;
}
