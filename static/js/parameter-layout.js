// Where each layer's weights and biases stand in the flat parameters of a frame; the order is playground/engine/shapes.py's. Pure.

/**
 * @typedef {object} LayerSlots
 * @property {number} inputs
 * @property {number} units
 * @property {number} weights index of the first weight; row-major (units, inputs)
 * @property {number} bias index of the first bias
 *
 * @typedef {{norm: "none" | "batch" | "layer"}} LayerSpec
 */

/**
 * @param {number[]} sizes features, units of each hidden layer, outputs
 * @param {LayerSpec[]} layers the hidden layers
 * @returns {{layers: LayerSlots[], length: number}}
 */
export function parameterSlots(sizes, layers) {
  let start = 0;
  const slots = sizes.slice(1).map((units, index) => {
    const inputs = sizes[index] ?? 0;
    const slot = { inputs, units, weights: start, bias: start + units * inputs };
    const norm = layers[index]?.norm ?? "none";
    // Scale and shift follow the biases; batch normalization keeps a mean and a variance besides.
    const extra = norm === "none" ? 0 : norm === "batch" ? 4 : 2;
    start = slot.bias + units * (1 + extra);
    return slot;
  });
  return { layers: slots, length: start };
}
