// Tests of static/js/numbers.js.

import assert from "node:assert/strict";
import { test } from "node:test";

import { formatNumber, formatPlain } from "../../static/js/numbers.js";

test("numbers have the language's decimal mark and a real minus", () => {
  assert.equal(formatNumber(-0.03, "es"), "−0,03");
  assert.equal(formatNumber(-0.03, "en"), "−0.03");
  assert.equal(formatNumber(3, "en", { digits: 0 }), "3");
});

test("what rounds to nothing has no sign", () => {
  assert.equal(formatNumber(-0.0001, "en"), "0.00");
  assert.equal(formatNumber(-0, "en"), "0.00");
});

test("per cent is written as the language writes it", () => {
  assert.match(formatNumber(0.58, "es", { percent: true, digits: 1 }), /^58,0\s%$/);
  assert.equal(formatNumber(0.58, "en", { percent: true, digits: 0 }), "58%");
});

test("fine numbers keep three figures, and powers of ten below a thousandth", () => {
  assert.equal(formatNumber(0.12345, "en", { fine: true }), "0.123");
  assert.equal(formatNumber(0.012345, "en", { fine: true }), "0.0123");
  assert.equal(formatNumber(-1.56e-6, "en", { fine: true }), "−1.6·10⁻⁶");
  assert.equal(formatNumber(2e7, "es", { fine: true }), "2,0·10⁷");
  assert.equal(formatNumber(0, "en", { fine: true }), "0.000");
});

test("what is no number is a dash, and what is beyond all numbers is infinite", () => {
  assert.deepEqual([NaN, null, undefined, Infinity, -Infinity].map((value) => formatNumber(value, "en")), ["—", "—", "—", "∞", "−∞"]);
});

test("plain numbers have no more digits than they need", () => {
  assert.deepEqual([formatPlain(10, "es"), formatPlain(0.03, "es"), formatPlain(-2.5, "en")], ["10", "0,03", "−2.5"]);
});
