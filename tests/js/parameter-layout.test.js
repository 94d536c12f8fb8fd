// Tests of static/js/parameter-layout.js: the order is playground/engine/shapes.py's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parameterSlots } from "../../static/js/parameter-layout.js";

test("weights come first, then biases, layer after layer", () => {
  const { layers, length } = parameterSlots([2, 4, 1], [{ norm: "none" }]);
  assert.deepEqual(layers, [{ inputs: 2, units: 4, weights: 0, bias: 8 }, { inputs: 4, units: 1, weights: 12, bias: 16 }]);
  assert.equal(length, 17);
});

test("normalization's own numbers follow the biases", () => {
  const batch = parameterSlots([2, 4, 1], [{ norm: "batch" }]);
  const layer = parameterSlots([2, 4, 1], [{ norm: "layer" }]);
  assert.deepEqual([batch.layers[1].weights, layer.layers[1].weights], [12 + 16, 12 + 8]);
});

test("without hidden layers there is one slot", () => {
  assert.equal(parameterSlots([3, 2], []).length, 8);
});
