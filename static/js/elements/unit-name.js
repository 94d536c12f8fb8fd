// What a neuron is called in the learner's language.

/**
 * "Neuron 2, layer 1", or what the output's neuron is.
 * @param {import("../board-state.js").BoardState} state
 * @param {{layer: number, unit: number}} place layers from 0, the output layer is the last
 */
export function unitName(state, { layer, unit }) {
  const isOutput = layer === state.spec.layers.length;
  if (!isOutput) return state.text("unit.name", { unit: unit + 1, layer: layer + 1 });
  return state.task === "classes" ? state.text("unit.output.class", { unit: unit + 1 }) : state.text("unit.output");
}
