// Tests of static/js/charts/curve.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { curveData, curveTicks, nearestIndex, pauseGaps, thinRows } from "../../../static/js/charts/curve.js";

/** @param {number} epoch @param {number} train @param {number} test */
const row = (epoch, train, test) => [epoch, epoch * 10, epoch, train, test, 0.9, 0.8];

test("losses and metrics of both parts become series", () => {
  assert.deepEqual(curveData([row(0, 0.5, 0.6), row(1, 0.4, 0.5)], "loss", false), [[0, 1], [0.5, 0.4], [0.6, 0.5]]);
  assert.deepEqual(curveData([row(0, 0.5, 0.6)], "metric", false), [[0], [0.9], [0.8]]);
});

test("what is no number breaks the line", () => {
  assert.deepEqual(curveData([row(0, NaN, Infinity)], "loss", false), [[0], [null], [null]]);
});

test("a row of a few batches has a training loss alone, and breaks no line", () => {
  const rows = [row(0, 0.5, 0.6), [1, 16, 0.5, 0.45, NaN, NaN, NaN], row(1, 0.4, 0.5)];
  assert.deepEqual(curveData(rows, "loss", false), [[0, 0.5, 1], [0.5, 0.45, 0.4], [0.6, undefined, 0.5]]);
  assert.deepEqual(curveData(rows, "metric", false), [[0, 0.5, 1], [0.9, undefined, 0.9], [0.8, undefined, 0.8]]);
  assert.deepEqual(curveTicks(curveData(rows, "loss", false), "zero").at(0), 0);
});

test("zero has no place on a logarithmic axis", () => {
  assert.deepEqual(curveData([row(0, 0, 0.1)], "loss", true), [[0], [null], [0.1]]);
});

test("a row of an earlier epoch than the one before is left out", () => {
  assert.deepEqual(curveData([row(2, 1, 1), row(1, 9, 9), row(3, 2, 2)], "loss", false)[0], [2, 3]);
});

test("the axis starts at zero and reaches the largest loss", () => {
  assert.deepEqual(curveTicks([[0, 1], [0.5, 0.2], [0.51, 0.3]], "zero"), [0, 0.3, 0.6]);
});

test("a loss that blew up does not flatten what came before", () => {
  assert.ok((curveTicks([[0, 1, 2], [0.5, 0.4, 1e30], [0.5, 0.4, 1e30]], "zero").at(-1) ?? 0) < 1);
});

test("shares go from none to all, powers of ten cover all values", () => {
  assert.deepEqual(curveTicks([[0], [0.9], [0.8]], "share"), [0, 0.5, 1]);
  assert.deepEqual(curveTicks([[0, 1], [0.5, 0.02], [0.5, 0.03]], "log"), [0.01, 0.1, 1]);
});

test("an empty curve has axes all the same", () => {
  assert.deepEqual(curveTicks([[], [], []], "zero"), [0, 0.05, 0.1]);
  assert.deepEqual(curveTicks([[0], [null], [null]], "log"), [0.01, 0.1, 1]);
});

test("the nearest entry is found on both sides and beyond the ends", () => {
  const epochs = [0, 1, 5, 9];
  assert.deepEqual([-3, 0.4, 0.6, 2.9, 3.1, 100].map((epoch) => nearestIndex(epochs, epoch)), [0, 0, 1, 1, 2, 3]);
  assert.equal(nearestIndex([], 3), -1);
});

test("a pause is as wide as asked around its epoch", () => {
  assert.deepEqual(pauseGaps([3], (epoch) => epoch * 10, 4), [[28, 32]]);
});

test("thinned rows keep the first and the last", () => {
  const rows = Array.from({ length: 1000 }, (_, index) => index);
  const thin = thinRows(rows, 100);
  assert.deepEqual([thin.length, thin[0], thin.at(-1)], [100, 0, 999]);
  assert.equal(thinRows([1, 2], 100).length, 2);
});
