// Tests of static/js/charts/ticks.js and scales.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { linearScale } from "../../../static/js/charts/scales.js";
import { logTicks, niceStep, ticksFromZero } from "../../../static/js/charts/ticks.js";

test("a step is the next round number", () => {
  assert.deepEqual([0.26, 0.3, 7, 1, 0.0011, 90].map(niceStep), [0.3, 0.3, 8, 1, 0.0015, 100]);
});

test("ticks from zero reach the value and are exact decimals", () => {
  assert.deepEqual(ticksFromZero(0.51, 2), [0, 0.3, 0.6]);
  assert.deepEqual(ticksFromZero(1.17, 2), [0, 0.6, 1.2]);
});

test("ticks of a wide range of sizes always cover it", () => {
  for (let power = -8; power < 8; power += 0.1) {
    const high = 10 ** power;
    const top = ticksFromZero(high, 2).at(-1);
    assert.ok(top >= high * (1 - 1e-9) && top <= 2 * high, `${high} under ${top}`);
  }
});

test("logarithmic ticks are whole powers of ten around the range", () => {
  assert.deepEqual(logTicks(0.003, 0.4, 5), [0.001, 0.01, 0.1, 1]);
  assert.deepEqual(logTicks(0.01, 0.01, 5), [0.01, 0.1]);
});

test("many decades are thinned and still covered", () => {
  const ticks = logTicks(3e-9, 0.4, 5);
  assert.ok(ticks.length <= 5 && ticks[0] <= 3e-9 && ticks.at(-1) >= 0.4, String(ticks));
});

test("a scale maps both ends and inverts", () => {
  const scale = linearScale([-6, 6], [22, 322]);
  assert.deepEqual([scale(-6), scale(0), scale(6)], [22, 172, 322]);
  assert.equal(scale.invert(scale(2.5)), 2.5);
});

test("a scale of one value does not divide by zero", () => {
  const scale = linearScale([3, 3], [0, 100]);
  assert.deepEqual([scale(3), scale.invert(50)], [0, 3]);
});
