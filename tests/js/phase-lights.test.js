// Tests of static/js/phase-lights.js.

import assert from "node:assert/strict";
import { test } from "node:test";

import { lightPhases } from "../../static/js/phase-lights.js";

const dark = { all: false, current: null };
const paused = { runState: "paused", speed: "60", phase: "forward", watched: null };

test("playing lights all phases, slow motion only the one shown", () => {
  assert.deepEqual(lightPhases(dark, { ...paused, runState: "playing" }), { all: true, current: null });
  assert.deepEqual(lightPhases(dark, { ...paused, runState: "playing", speed: "slow" }), { all: false, current: "forward" });
});

test("a phase that was asked for is lit, one where a pause happens to fall is not", () => {
  assert.equal(lightPhases(dark, { ...paused, watched: true }).current, "forward");
  assert.equal(lightPhases({ all: true, current: null }, paused).current, null);
});

test("a phase stays lit through a pause of slow motion and goes out with the next batch", () => {
  const lit = { all: false, current: "loss" };
  assert.equal(lightPhases(lit, { ...paused, phase: "loss" }).current, "loss");
  assert.equal(lightPhases(lit, { ...paused, phase: "update", watched: false }).current, null);
});

test("a new run and a diverged one are dark", () => {
  assert.deepEqual(lightPhases({ all: false, current: "update" }, { ...paused, runState: "ready", phase: "input" }), dark);
  assert.deepEqual(lightPhases({ all: false, current: "loss" }, { ...paused, runState: "diverged" }), dark);
});
