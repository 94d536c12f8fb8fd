// Tests of static/js/parse-number.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseNumber } from "../../static/js/parse-number.js";

test("either decimal mark and either minus are understood", () => {
  assert.deepEqual(["0,37", "0.37", "−0,21", "-.5", "+2", "1e-3", " 4 "].map(parseNumber), [0.37, 0.37, -0.21, -0.5, 2, 0.001, 4]);
});

test("marks between thousands are left out", () => {
  assert.deepEqual(["1.234,5", "1,234.5", "1 234,5"].map(parseNumber), [1234.5, 1234.5, 1234.5]);
});

test("what is no number is NaN", () => {
  for (const text of ["", "abc", "1-2", "0x10", "Infinity", "1e", ","]) assert.ok(Number.isNaN(parseNumber(text)), text);
});
