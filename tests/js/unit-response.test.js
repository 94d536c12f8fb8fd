// Tests of static/js/unit-response.js on networks small enough to work out by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { outputAt, predictPoints, unitResponse } from "../../static/js/unit-response.js";

const near = (/** @type {number} */ one, /** @type {number} */ other) => assert.ok(Math.abs(one - other) < 1e-6, `${one} is not ${other}`);
const layer = { units: 1, activation: "relu", norm: "none" };
/** x1 * 2 - x2 + 0.5 through relu, then -1 times it + 1 through tanh. */
const two = {
  spec: { features: ["x1", "x2"], layers: [layer], loss: "half_squared", dataset: { kind: "circle" } },
  sizes: [2, 1, 1], task: "two_classes", output: { activation: "tanh", shown: "value" },
  parameters: Float32Array.of(2, -1, 0.5, -1, 1),
};
const three = {
  spec: { features: ["x1"], layers: [], loss: "cross_entropy", dataset: { kind: "blobs", num_classes: 3 } },
  sizes: [1, 3], task: "classes", output: { activation: "linear", shown: "argmax" },
  parameters: Float32Array.of(1, 0, -1, 0, 0, 0),
};

test("a hidden neuron's sum and activation at a place", () => {
  const response = unitResponse(two, { layer: 0, unit: 0 }, 1, 4);
  assert.deepEqual([response.inputs, response.weights, response.bias], [[1, 4], [2, -1], 0.5]);
  assert.deepEqual([response.z, response.a], [-1.5, 0]);
});

test("the output's inputs are the activations of the layer before", () => {
  const response = unitResponse(two, { layer: 1, unit: 0 }, 1, 0);
  assert.deepEqual([response.inputs, response.z], [[2.5], -1.5]);
  near(response.a, Math.tanh(-1.5));
});

test("of several classes the winner is told with its probability", () => {
  const { value, winner } = outputAt(three, 2, 0);
  assert.equal(winner, 0);
  near(value, Math.exp(2) / (Math.exp(2) + 1 + Math.exp(-2)));
  near(unitResponse(three, { layer: 0, unit: 2 }, 2, 0).a, Math.exp(-2) / (Math.exp(2) + 1 + Math.exp(-2)));
});

test("the map's own view of an output is told", () => {
  near(outputAt({ ...two, spec: { ...two.spec, loss: "cross_entropy" }, output: { activation: "linear", shown: "two_p_minus_one" } }, 1, 0).value, 2 / (1 + Math.exp(1.5)) - 1);
  assert.equal(outputAt({ ...two, spec: { ...two.spec, loss: "hinge" }, output: { activation: "linear", shown: "clipped" } }, 1, 0).value, -1);
});

test("every example is predicted", () => {
  assert.deepEqual([...predictPoints(two, Float32Array.of(1, 0, 1, 0, 4, -1))], [0, 1]);
  assert.deepEqual([...predictPoints(three, Float32Array.of(2, 0, 0, -2, 0, 2))], [0, 2]);
});

test("parameters of another network give nothing", () => {
  const stale = { ...two, parameters: Float32Array.of(1, 2) };
  assert.deepEqual([unitResponse(stale, { layer: 0, unit: 0 }, 0, 0), outputAt(stale, 0, 0), predictPoints(stale, Float32Array.of(0, 0, 1))], [null, null, null]);
});
