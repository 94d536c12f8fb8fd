// Tests of static/js/charts/colors.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildLut, classOfLabel, cssColor, lutIndex, mixColors, packColor } from "../../../static/js/charts/colors.js";

const colors = { neg: [194, 87, 12], zero: [241, 242, 243], pos: [11, 99, 168] };

test("zero is the grey of the page and the ends are softer than the points", () => {
  const lut = buildLut(colors);
  assert.equal(lut.length, 256);
  assert.equal(cssColor(lut[0]), "rgb(205 124 67)"); // #cd7c43
  assert.equal(cssColor(lut[255]), "rgb(66 133 186)"); // #4285ba
});

test("colors change evenly away from zero on both sides", () => {
  const lut = buildLut(colors);
  const red = [...lut].map((packed) => packed & 255);
  for (let index = 129; index < 256; index++) assert.ok(red[index] <= red[index - 1], `at ${index}`);
});

test("a packed color is opaque and keeps its channels", () => {
  assert.equal(packColor([1, 2, 3]), 0xff030201);
  assert.equal(cssColor(packColor([1, 2, 3])), "rgb(1 2 3)");
});

test("values beyond the ends stay at the ends of the table", () => {
  assert.deepEqual([-9, -1, 0, 1, 9].map(lutIndex), [0, 0, 128, 255, 255]);
});

test("mixing gives both ends and the middle", () => {
  assert.deepEqual([0, 0.5, 1].map((share) => mixColors([0, 0, 0], [10, 20, 30], share)), [[0, 0, 0], [5, 10, 15], [10, 20, 30]]);
});

test("labels of two classes are signs, of several their numbers", () => {
  assert.deepEqual([classOfLabel(-1, true), classOfLabel(1, true), classOfLabel(2, false)], [0, 1, 2]);
});
