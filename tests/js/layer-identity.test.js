// Tests of static/js/layer-identity.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { matchLayers, mostButtons } from "../../static/js/layer-identity.js";

const layers = (...units) => units.map((count) => ({ units: count }));
const counter = () => { let last = 100; return () => ++last; };

test("a layer inserted in the middle is new, its neighbors stay who they are", () => {
  assert.deepEqual(matchLayers(layers(4, 2), [1, 2], layers(4, 3, 2), counter()), [1, 101, 2]);
});

test("a removed layer's neighbors stay who they are", () => {
  assert.deepEqual(matchLayers(layers(4, 3, 2), [1, 2, 3], layers(4, 2), counter()), [1, 3]);
});

test("a layer that grows stays who it is", () => {
  assert.deepEqual(matchLayers(layers(4, 2), [1, 2], layers(5, 2), counter()), [1, 2]);
});

test("numbers are never given twice", () => {
  const numbers = matchLayers(layers(2, 2), [1, 2], layers(2, 2, 2, 2), counter());
  assert.equal(new Set(numbers).size, 4);
});

test("a first network is all new", () => {
  assert.deepEqual(matchLayers([], [], layers(4, 2), counter()), [101, 102]);
});

test("layers of more than ten neurons are strips, and never more than 160 elements take the focus", () => {
  assert.equal(mostButtons([4, 2], 20), 10);
  for (const units of [Array(12).fill(10), Array(12).fill(64), [64, 10, 10, 9]]) {
    const most = mostButtons(units, 65);
    assert.ok(units.reduce((sum, count) => sum + (count > most ? 1 : count), 65) <= 160);
  }
});
