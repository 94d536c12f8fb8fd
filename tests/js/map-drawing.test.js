// Tests of static/js/map-drawing.js, on a clock that the test turns.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { gridPoints, MapDrawing } from "../../static/js/map-drawing.js";
import { computeFeatures, forward, readParameters } from "../../static/js/network.js";

const examples = JSON.parse(readFileSync(new URL("../fixtures/network/combined.json", import.meta.url), "utf8"));
const exampleOf = (name) => {
  const { spec, parameters } = examples.find((example) => example.name === name);
  return { spec, parameters: Float32Array.from(parameters) };
};
/** A clock on which every drawing takes as long as `times` says, then the last of them. */
const clockOf = (...times) => {
  let time = 0;
  let isStart = false;
  return () => {
    isStart = !isStart;
    if (!isStart) time += times.length > 1 ? times.shift() : times[0];
    return time;
  };
};
const sizesOf = ({ size, output }) => [size, output.size];

test("pixels stand for their middles, row by row from the top left", () => {
  const { x1, x2 } = gridPoints(3);
  assert.deepEqual([...x1], [-4, 0, 4, -4, 0, 4, -4, 0, 4]);
  assert.deepEqual([...x2].map((value) => value + 0), [4, 4, 4, 0, 0, 0, -4, -4, -4]);
});

test("units' maps are their activations as bytes, the output's map its values", () => {
  const { spec, parameters } = exampleOf("everything");
  const maps = new MapDrawing(clockOf(1)).draw(spec, parameters);
  const at = (size) => {
    const { x1, x2 } = gridPoints(size);
    return forward(readParameters(spec, parameters), computeFeatures(spec.features, x1, x2));
  };
  const bytes = at(maps.size).slice(0, -1).flat().flatMap((values) => Array.from(values, (value) => Math.floor(Math.min(255, Math.max(0, value * 127.5 + 128)))));
  assert.deepEqual([...maps.units], bytes);
  assert.deepEqual(maps.output.values, Float32Array.from(at(maps.output.size).at(-1)[0]));
});

test("several classes come as logits, one plane after the other", () => {
  const { spec, parameters } = exampleOf("classes, cross_entropy");
  const { output } = new MapDrawing(clockOf(1)).draw(spec, parameters);
  assert.equal(output.values.length, 4 * output.size ** 2);
  const { x1, x2 } = gridPoints(output.size);
  const [, logits] = forward(readParameters(spec, parameters), computeFeatures(spec.features, x1, x2));
  assert.deepEqual(output.values.slice(2 * output.size ** 2, 3 * output.size ** 2), Float32Array.from(logits[2]));
});

test("hinge is clipped, cross-entropy shows 2p - 1", () => {
  for (const [loss, show] of [["hinge", (z) => Math.max(-1, Math.min(1, z))], ["cross_entropy", (z) => 2 / (1 + Math.exp(-z)) - 1]]) {
    const { spec, parameters } = exampleOf(`two_classes, ${loss}`);
    const { output } = new MapDrawing(clockOf(1)).draw(spec, parameters);
    const { x1, x2 } = gridPoints(output.size);
    const logits = forward(readParameters(spec, parameters), computeFeatures(spec.features, x1, x2)).at(-1)[0];
    output.values.forEach((value, index) => assert.ok(Math.abs(value - show(logits[index])) < 1e-6));
  }
});

test("not-a-number is in the middle of a unit's map and stays so in the output", () => {
  const { spec, parameters } = exampleOf("everything");
  const { units, output } = new MapDrawing(clockOf(1)).draw(spec, parameters.map(() => NaN));
  assert.ok(units.every((byte) => byte === 128));
  assert.ok(output.values.every(Number.isNaN));
});

test("a slow machine gets smaller pictures, until they fit", () => {
  const { spec, parameters } = exampleOf("two_classes, hinge");
  const drawing = new MapDrawing(clockOf(200));
  const sizes = Array.from({ length: 12 }, () => sizesOf(drawing.draw(spec, parameters)));
  assert.deepEqual(sizes[0], [50, 128]);
  assert.deepEqual(sizes.at(-1), [20, 20]);
});

test("one hiccup changes nothing", () => {
  const { spec, parameters } = exampleOf("two_classes, hinge");
  const drawing = new MapDrawing(clockOf(2, 2, 2, 500, 2));
  const sizes = Array.from({ length: 8 }, () => sizesOf(drawing.draw(spec, parameters)));
  assert.deepEqual(new Set(sizes.map(String)), new Set(["50,128"]));
});

test("another network's features are computed anew", () => {
  const drawing = new MapDrawing(clockOf(1));
  const { spec, parameters } = exampleOf("no hidden layer");
  const first = drawing.draw(spec, parameters);
  const second = drawing.draw({ ...spec, features: ["x2", "x1x2"] }, parameters);
  assert.notDeepEqual(first.output.values, second.output.values);
});
