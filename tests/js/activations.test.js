// Tests of static/js/activations.js against PyTorch: tests/make_network_fixtures.py made the fixtures.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { ACTIVATIONS, erf, sigmoid, tanh } from "../../static/js/activations.js";

const { z, erf: trueErf, values } = JSON.parse(readFileSync(new URL("../fixtures/network/functions.json", import.meta.url), "utf8"));

const assertWithin = (found, expected, tolerance) => {
  found.forEach((value, index) => assert.ok(Math.abs(value - expected[index]) <= tolerance * Math.max(1, Math.abs(expected[index])), `at ${z[index]}: ${value}, not ${expected[index]}`));
};

test("there is one function for each of the spec", () => {
  assert.deepEqual(Object.keys(ACTIVATIONS), Object.keys(values));
});

for (const [name, expected] of Object.entries(values)) {
  test(`${name} is what PyTorch computes`, () => {
    const found = Float64Array.from(z);
    ACTIVATIONS[name](found, 0, found.length);
    // GELU multiplies what erf is off by.
    assertWithin(found, expected, name === "gelu" ? 5e-7 : 1e-7);
  });

  test(`${name} leaves what is outside its range`, () => {
    const found = Float64Array.of(-0.5, -0.5, -0.5);
    ACTIVATIONS[name](found, 1, 2);
    assert.deepEqual([found[0], found[2]], [-0.5, -0.5]);
  });
}

test("erf is good to 1e-7", () => assertWithin(z.map(erf), trueErf, 1e-7));

test("tanh is good to 1e-7 everywhere, at its ends too", () => {
  for (let x = -20; x <= 20; x += 0.001) assert.ok(Math.abs(tanh(x) - Math.tanh(x)) < 1e-7, String(x));
  assert.deepEqual([tanh(Infinity), tanh(-Infinity), sigmoid(-Infinity)], [1, -1, 0]);
});
