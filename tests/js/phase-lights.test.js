// Tests of static/js/phase-lights.js.

import assert from "node:assert/strict";
import { test } from "node:test";

import { lightPhases } from "../../static/js/phase-lights.js";

const dark = { all: false, current: null };
const paused = { runState: "paused", speed: "60", phase: "forward", step: 3 };

test("playing lights all phases, slow motion only the one shown", () => {
  assert.deepEqual(lightPhases(dark, { ...paused, runState: "playing" }), { all: true, current: null });
  assert.deepEqual(lightPhases(dark, { ...paused, runState: "playing", speed: "slow" }), { all: false, current: "forward" });
});

test("a run stopped inside a step shows its phase", () => {
  assert.equal(lightPhases(dark, paused).current, "forward");
});

test("the start of a step is lit only for someone who was watching phases", () => {
  const start = { ...paused, phase: "input" };
  assert.equal(lightPhases({ all: false, current: "update" }, start).current, "input");
  assert.equal(lightPhases({ all: true, current: null }, start).current, null);
  assert.equal(lightPhases(dark, start).current, null);
});

test("a new run and a diverged one are dark", () => {
  assert.deepEqual(lightPhases({ all: false, current: "update" }, { ...paused, runState: "ready", phase: "input", step: 0 }), dark);
  assert.deepEqual(lightPhases({ all: false, current: "loss" }, { ...paused, runState: "diverged" }), dark);
});
