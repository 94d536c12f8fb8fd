// Tests of static/js/number-field.js.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fieldText, nearestStop, readFieldText, readStops } from "../../static/js/number-field.js";

test("a number is written with its language's decimal mark and a real minus", () => {
  assert.equal(fieldText(0.03, "es"), "0,03");
  assert.equal(fieldText(0.03, "en"), "0.03");
  assert.equal(fieldText(-1.5, "es"), "\u22121,5");
});

test("thousands are not grouped: what is shown can be typed back", () => {
  assert.equal(fieldText(1200, "en"), "1200");
  for (const language of ["es", "en"]) assert.equal(readFieldText(fieldText(1234.5, language)), 1234.5);
});

test("the smallest numbers keep their digits", () => {
  assert.equal(fieldText(1e-8, "en"), "1e-8");
  assert.equal(readFieldText(fieldText(1e-8, "es")), 1e-8);
  assert.equal(fieldText(0.1 + 0.2, "en"), "0.3");
});

test("per cents carry their sign as their language writes it", () => {
  assert.equal(fieldText(50, "es", "percent"), "50\u00a0%");
  assert.equal(fieldText(50, "en", "percent"), "50%");
  assert.equal(readFieldText("37,6 %", "percent"), 38);
});

test("nothing typed is null, no number is NaN", () => {
  assert.equal(readFieldText("  "), null);
  assert.ok(Number.isNaN(readFieldText("many")));
});

test("stops end at the most there is", () => {
  assert.deepEqual(readStops("1,2,10,300,500", 250), [1, 2, 10, 250]);
  assert.deepEqual(readStops("0,0.001,0.003"), [0, 0.001, 0.003]);
});

test("a value between two stops belongs to the nearer one", () => {
  assert.equal(nearestStop([0.01, 0.03, 0.1], 0.031), 1);
  assert.equal(nearestStop([1, 2, 5], 100), 2);
});

test("a whole number may be written with marks between its thousands", () => {
  assert.deepEqual(["3.000", "3,000", "1 200", "1.234.567"].map((text) => readFieldText(text, "count")), [3000, 3000, 1200, 1234567]);
  assert.equal(readFieldText("3.000"), 3);
});
