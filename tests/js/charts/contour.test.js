// Tests of static/js/charts/contour.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { classMargin, zeroContour } from "../../../static/js/charts/contour.js";

/** @param {number} size @param {(x: number, y: number) => number} value of the middle of each cell, from 0 to 1 */
const field = (size, value) =>
  Float32Array.from({ length: size * size }, (_, place) => value(((place % size) + 0.5) / size, (Math.floor(place / size) + 0.5) / size));

test("a circle's contour lies on the circle", () => {
  const segments = zeroContour(field(64, (x, y) => Math.hypot(x - 0.5, y - 0.5) - 0.3), 64);
  assert.ok(segments.length > 4 * 60);
  for (let index = 0; index < segments.length; index += 2) {
    const radius = Math.hypot(segments[index] - 0.5, segments[index + 1] - 0.5);
    assert.ok(Math.abs(radius - 0.3) < 0.002, `radius ${radius}`);
  }
});

test("a straight border is found to rounding", () => {
  const segments = zeroContour(field(8, (x) => x - 0.4), 8);
  assert.equal(segments.length, 4 * 7);
  for (let index = 0; index < segments.length; index += 2) assert.ok(Math.abs(segments[index] - 0.4) < 1e-6);
});

test("a field of one sign has no contour", () => {
  assert.deepEqual(zeroContour(field(8, () => 1), 8), []);
  assert.deepEqual(zeroContour(field(8, () => -1), 8), []);
});

test("a saddle gives two segments", () => {
  assert.equal(zeroContour(Float32Array.of(1, -1, -1, 1), 2).length, 8);
});

test("a square with a value that is no number is left out", () => {
  assert.deepEqual(zeroContour(Float32Array.of(NaN, -1, 1, 1), 2), []);
});

test("a class's margin is its lead over the best of the others", () => {
  const logits = Float32Array.of(3, 0, 1, 0, 2, 5); // three classes, two places
  assert.deepEqual([...classMargin(logits, 3, 0)], [1, -5]);
  assert.deepEqual([...classMargin(logits, 3, 2)], [-1, 5]);
});
