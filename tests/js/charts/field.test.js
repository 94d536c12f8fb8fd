// Tests of static/js/charts/field.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mixColors, packColor } from "../../../static/js/charts/colors.js";
import { outputBytes, paintBytes, paintClasses, paintHatch, paintValues, winnerAt } from "../../../static/js/charts/field.js";

const lut = Uint32Array.from({ length: 256 }, (_, index) => index);

test("bytes are looked up one by one", () => {
  const pixels = new Uint32Array(3);
  paintBytes(Uint8Array.of(0, 128, 255), lut, pixels);
  assert.deepEqual([...pixels], [0, 128, 255]);
});

test("without shades every value is at one of the two ends, zero with the positive ones", () => {
  const pixels = new Uint32Array(4);
  paintValues(Float32Array.of(-0.1, 0, 0.1, -5), lut, true, pixels);
  assert.deepEqual([...pixels], [0, 255, 255, 0]);
});

test("a value that is no number is painted as zero", () => {
  const pixels = new Uint32Array(1);
  paintValues(Float32Array.of(NaN), lut, false, pixels);
  assert.equal(pixels[0], 128);
});

test("the winner's probability is its softmax, for large scores too", () => {
  const even = winnerAt(Float32Array.of(0, 0, 0), 3, 0);
  assert.equal(even.winner, 0);
  assert.ok(Math.abs(even.probability - 1 / 3) < 1e-12);
  assert.deepEqual(winnerAt(Float32Array.of(1000, 0), 2, 0), { winner: 0, probability: 1 });
});

test("scores are (classes, places): each place has its own winner", () => {
  const logits = Float32Array.of(5, 0, 0, 5); // class 0 at both places, then class 1
  assert.deepEqual([0, 1].map((place) => winnerAt(logits, 2, place).winner), [0, 1]);
});

test("a region is as strong as its class is sure, and full without shades", () => {
  const colors = { ends: [[200, 0, 0], [0, 200, 0]], zero: [100, 100, 100] };
  const pixels = new Uint32Array(2);
  const logits = Float32Array.of(0, -50, 0, 50);
  paintClasses(logits, colors, false, pixels);
  assert.equal(pixels[0], packColor([100, 100, 100]));
  assert.equal(pixels[1], packColor(mixColors([100, 100, 100], [0, 200, 0], 0.62)));
  paintClasses(logits, colors, true, pixels);
  assert.equal(pixels[0], packColor(mixColors([100, 100, 100], [200, 0, 0], 0.62)));
});

test("an output's bytes are its value, or its class's probability", () => {
  assert.deepEqual([...outputBytes(Float32Array.of(-1, 0, 1, 2), 1, 0, 1)], [0, 128, 255, 255]);
  const [second] = outputBytes(Float32Array.of(0, Math.log(3)), 2, 1, 1);
  assert.equal(second, Math.round((0.75 + 1) * 127.5));
});

test("a small picture takes every second column and row", () => {
  const values = Float32Array.from({ length: 16 }, (_, place) => (place === 10 ? 1 : -1)); // row 2, column 2
  assert.deepEqual([...outputBytes(values, 1, 0, 2)], [0, 0, 0, 255]);
});

test("hatching has its lines at the period asked for", () => {
  const pixels = new Uint32Array(100);
  paintHatch(10, 5, { zero: [0, 0, 0], line: [9, 9, 9] }, pixels);
  const line = packColor([9, 9, 9]);
  assert.deepEqual([...pixels.subarray(0, 10)].map((pixel) => Number(pixel === line)), [1, 1, 0, 0, 0, 1, 1, 0, 0, 0]);
});
