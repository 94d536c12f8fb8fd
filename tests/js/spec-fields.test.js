// Tests of static/js/spec-fields.js.

import assert from "node:assert/strict";
import { test } from "node:test";

import { batchSize, matchesWhen, MIXED, numParameters, numTrain, readField } from "../../static/js/spec-fields.js";

const layer = { kind: "dense", units: 4, activation: "tanh", initial: "uniform", dropout: 0, norm: "none" };
const spec = {
  dataset: { kind: "circle", num_examples: 501, train_share: 50 },
  features: ["x1", "x2"],
  layers: [layer, { ...layer, units: 2 }],
  output: { initial: "he" },
  training: { optimizer: { kind: "adam", beta1: 0.9 }, batch_size: 10 },
};

test("a field is read by its path, and is undefined where there is none", () => {
  assert.equal(readField(spec, "training.optimizer.beta1"), 0.9);
  assert.equal(readField(spec, "layers.1.units"), 2);
  assert.equal(readField(spec, "training.optimizer.momentum.deep"), undefined);
});

test("a field of all layers is their common value, or mixed", () => {
  assert.equal(readField(spec, "layers.*.activation"), "tanh");
  const differing = { ...spec, layers: [layer, { ...layer, activation: "relu" }] };
  assert.equal(readField(differing, "layers.*.activation"), MIXED);
});

test("without hidden layers the initial weights are the output's", () => {
  assert.equal(readField({ ...spec, layers: [] }, "layers.*.initial"), "he");
});

test("a row belongs to the choices it names", () => {
  assert.ok(matchesWhen(spec, "training.optimizer.kind=adam,adamw"));
  assert.ok(!matchesWhen(spec, "dataset.kind=blobs,arms"));
});

test("the train part is rounded down and bounds the batch", () => {
  assert.equal(numTrain(spec), 250);
  assert.equal(batchSize({ ...spec, training: { ...spec.training, batch_size: "full" } }), 250);
  assert.equal(batchSize({ ...spec, training: { ...spec.training, batch_size: 900 } }), 250);
});

test("parameters are weights, biases, and two for each unit of a norm", () => {
  assert.equal(numParameters(spec, [2, 4, 2, 1]), 12 + 10 + 3);
  const normed = { ...spec, layers: [{ ...layer, norm: "batch" }, spec.layers[1]] };
  assert.equal(numParameters(normed, [2, 4, 2, 1]), 25 + 8);
});
