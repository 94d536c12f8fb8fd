// Tests of static/js/on-frame.js, on a clock that the test turns.

import assert from "node:assert/strict";
import { test } from "node:test";

import { FrameQueue, onFrame } from "../../static/js/on-frame.js";

function makeClock({ calm = false } = {}) {
  const frames = [];
  const timers = [];
  const clock = {
    time: 0,
    now: () => clock.time,
    isCalm: () => calm,
    nextFrame: (act) => frames.push(act),
    after: (wait, act) => timers.push({ at: clock.time + wait, act }),
    turn(milliseconds) {
      clock.time += milliseconds;
      for (const timer of timers.splice(0)) timer.at <= clock.time ? timer.act() : timers.push(timer);
      for (const act of frames.splice(0)) act();
    },
  };
  return clock;
}

test("many calls make one drawing in the next frame", () => {
  const clock = makeClock();
  let drawn = 0;
  const draw = onFrame(() => drawn++, new FrameQueue(clock));
  draw();
  draw();
  assert.equal(drawn, 0);
  clock.turn(16);
  assert.equal(drawn, 1);
  clock.turn(16);
  assert.equal(drawn, 1);
});

test("what a drawing sets off is drawn in the same frame", () => {
  const clock = makeClock();
  const queue = new FrameQueue(clock);
  const order = [];
  const second = onFrame(() => order.push("second"), queue);
  const first = onFrame(() => (order.push("first"), second()), queue);
  first();
  clock.turn(16);
  assert.deepEqual(order, ["first", "second"]);
});

test("a drawing that asks for itself waits for the next frame", () => {
  const clock = makeClock();
  let drawn = 0;
  const draw = onFrame(() => (drawn++, draw()), new FrameQueue(clock));
  draw();
  clock.turn(16);
  assert.equal(drawn, 1);
  clock.turn(16);
  assert.equal(drawn, 2);
});

test("a drawing that fails does not keep the others from drawing", () => {
  const clock = makeClock();
  const queue = new FrameQueue(clock);
  let drawn = 0;
  onFrame(() => { throw new Error("broken"); }, queue)();
  onFrame(() => drawn++, queue)();
  assert.throws(() => clock.turn(16), /broken/);
  clock.turn(16);
  assert.equal(drawn, 1);
});

test("where less motion is wanted there are two drawings a second", () => {
  const clock = makeClock({ calm: true });
  let drawn = 0;
  const draw = onFrame(() => drawn++, new FrameQueue(clock));
  for (let frame = 0; frame < 126; frame++) {
    draw();
    clock.turn(16);
  }
  assert.ok(drawn >= 4 && drawn <= 5, `${drawn} in two seconds`);
});
