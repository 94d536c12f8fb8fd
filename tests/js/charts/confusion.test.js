// Tests of static/js/charts/confusion.js and residuals.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accuracy, classScores, confusionMatrix } from "../../../static/js/charts/confusion.js";
import { residualHistogram } from "../../../static/js/charts/residuals.js";

test("rows are true classes and columns what was predicted", () => {
  assert.deepEqual(confusionMatrix([0, 0, 1, 1, 1], [0, 1, 1, 1, 0], 2), [[1, 1], [1, 2]]);
});

test("precision and recall of each class", () => {
  const scores = classScores([[1, 1], [1, 2]]);
  assert.deepEqual(scores, [{ precision: 0.5, recall: 0.5 }, { precision: 2 / 3, recall: 2 / 3 }]);
});

test("a class that is never there or never predicted has no score", () => {
  assert.deepEqual(classScores([[3, 0], [0, 0]])[1], { precision: null, recall: null });
});

test("accuracy is the share on the diagonal, none without examples", () => {
  assert.equal(accuracy([[1, 1], [1, 2]]), 0.6);
  assert.equal(accuracy([[0, 0], [0, 0]]), null);
});

test("residuals are counted around zero, none is lost", () => {
  const { bins } = residualHistogram([-1, -0.2, 0, 0.1, 1], 5);
  assert.equal(bins.reduce((sum, bin) => sum + bin.count, 0), 5);
  const middle = bins[2];
  assert.ok(middle.low < 0 && middle.high === -middle.low);
  assert.equal(middle.count, 3);
});

test("mean and root mean square are those of the definition", () => {
  const { mean, rms } = residualHistogram([3, -4], 5);
  assert.deepEqual([mean, rms], [-0.5, Math.sqrt(12.5)]);
});

test("residuals that are no number are counted apart", () => {
  const { numLeftOut, mean } = residualHistogram([NaN, Infinity, 2], 5);
  assert.deepEqual([numLeftOut, mean], [2, 2]);
});
