// Tests of static/js/network.js against PyTorch: tests/make_network_fixtures.py made the fixtures.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { computeFeatures, forward, readParameters } from "../../static/js/network.js";

const read = (name) => JSON.parse(readFileSync(new URL(`../fixtures/network/${name}.json`, import.meta.url), "utf8"));

function activationsOf({ spec, parameters, points }) {
  const features = computeFeatures(spec.features, points.map((point) => point[0]), points.map((point) => point[1]));
  return forward(readParameters(spec, Float32Array.from(parameters)), features);
}

function assertClose(found, expected) {
  found.forEach((units, layer) => units.forEach((values, unit) => values.forEach((value, point) => {
    const truth = expected[layer][unit][point];
    assert.ok(Math.abs(value - truth) <= 2e-6 * Math.max(1, Math.abs(truth)), `layer ${layer}, unit ${unit}, point ${point}: ${value}, not ${truth}`);
  })));
}

for (const group of ["activations", "norms", "features", "combined"]) {
  for (const example of read(group)) {
    test(`a network of the group "${group}" evaluates as in PyTorch: ${example.name}`, () => {
      const found = activationsOf(example);
      assert.deepEqual(found.map((units) => units.length), example.activations.map((units) => units.length));
      assertClose(found, example.activations);
    });
  }
}

test("more points than one block holds give each point's own values", () => {
  const example = read("combined")[0];
  const points = Array.from({ length: 700 }, (_, index) => example.points[index % example.points.length]);
  const expected = example.activations.map((units) => units.map((values) => points.map((_, index) => values[index % values.length])));
  assertClose(activationsOf({ ...example, points }), expected);
});

test("parameters of another length are refused", () => {
  const { spec, parameters } = read("norms")[0];
  assert.throws(() => readParameters(spec, Float32Array.from(parameters.slice(1))), RangeError);
});

test("not-a-number goes through every function as such", () => {
  for (const { name, spec, parameters, points } of read("activations")) {
    const broken = Float32Array.from(parameters).fill(NaN);
    assert.ok(activationsOf({ spec, parameters: broken, points }).flat(2).every((values) => values.every(Number.isNaN)), name);
  }
});

test("a feature that does not exist is refused", () => {
  assert.throws(() => computeFeatures(["x9"], [0], [0]), RangeError);
});
