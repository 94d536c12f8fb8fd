// Tests of static/js/run-messages.js: messages in, state and events out.

import assert from "node:assert/strict";
import { test } from "node:test";

import { BoardState } from "../../static/js/board-state.js";
import { RunMessages } from "../../static/js/run-messages.js";
import { aBoard, aSpec } from "./a-spec.js";

const EVENTS = ["spec", "frame", "rows", "points", "marks", "run", "selection", "hover", "values"];
const NUM_PARAMETERS = 25;
const row = (seq, loss = 0.1) => [seq, seq * 25, seq, loss, loss, 0.9, 0.9];
const welcome = (fields = {}) => ({
  type: "welcome", run: "r", run_number: 1, spec: aSpec(), address: "", structure: 4, state: "paused", speed: "10", device: "cpu",
  device_name: "a processor", can_undo: true, can_redo: false, marks: [], num_rows: 1, ...fields,
});
const ack = (fields = {}) => ({ type: "ack", id: 1, step: 0, epoch: 0, state: "playing", speed: "60", can_undo: false, can_redo: false, ...fields });
const frame = ({ sections = [], ...fields } = {}) => ({
  run: 1, sequence: 1, step: 50, epoch: 2, phase: "input", state: "playing", structure: 4, acknowledged: 0, epochsPerSecond: 60,
  learningRate: 0.03, numRows: 3, dataVersion: 1, sections, ...fields,
});
const parametersSection = (value) => ({ view: "parameters", shape: [NUM_PARAMETERS], values: new Float32Array(NUM_PARAMETERS).fill(value) });

function makeMessages({ welcomed = true } = {}) {
  const state = new BoardState(aBoard(), {}, "en");
  const messages = new RunMessages(state);
  if (welcomed) messages.takeWelcome(welcome());
  const told = [];
  for (const name of EVENTS) state.addEventListener(name, () => told.push(name));
  return { state, messages, told };
}

test("a welcome tells state, speed, device and marks, and not the spec where it is the page's", () => {
  const { state, messages, told } = makeMessages({ welcomed: false });
  const marks = [{ step: 1, epoch: 0.1, field: "seed", value: 1 }];
  messages.takeWelcome(welcome({ marks }));
  assert.deepEqual(told, ["marks", "run"]);
  assert.deepEqual([state.runState, state.speed, state.deviceName, state.canUndo, state.structure, state.marks], ["paused", "10", "a processor", true, 4, marks]);
});

test("the page's first row stays until the run's own come", () => {
  const { state, messages } = makeMessages();
  assert.equal(state.rows.length, 1);
  messages.takeRows({ run: 1, rows: [row(0), row(1)] });
  assert.deepEqual(state.rows, [row(0), row(1)]);
});

test("before the first welcome the page says that it has no rows, then which", () => {
  const { messages } = makeMessages({ welcomed: false });
  assert.deepEqual(messages.rowsKnown, { runNumber: -1, afterSeq: -1 });
  messages.takeWelcome(welcome());
  messages.takeRows({ run: 1, rows: [row(0), row(1)] });
  assert.deepEqual(messages.rowsKnown, { runNumber: 1, afterSeq: 1 });
});

test("rows follow each other, and those that come again take the places of the old", () => {
  const { state, messages, told } = makeMessages();
  messages.takeRows({ run: 1, rows: [row(0), row(1), row(2)] });
  messages.takeRows({ run: 1, rows: [row(3)] });
  messages.takeRows({ run: 1, rows: [row(2, 0.7), row(3, 0.6)] });
  assert.deepEqual(state.rows, [row(0), row(1), row(2, 0.7), row(3, 0.6)]);
  assert.deepEqual([state.row, told], [row(3, 0.6), ["rows", "rows", "rows"]]);
});

test("the same run after a cut keeps its rows, but for those beyond what the server has", () => {
  const { state, messages } = makeMessages();
  messages.takeRows({ run: 1, rows: [row(0), row(1), row(2)] });
  messages.takeWelcome(welcome({ num_rows: 2 }));
  assert.deepEqual([state.rows, state.row], [[row(0), row(1)], row(1)]);
});

test("another run after a cut empties the rows", () => {
  const { state, messages } = makeMessages();
  messages.takeRows({ run: 1, rows: [row(0), row(1)] });
  messages.takeWelcome(welcome({ run: "fork" }));
  assert.deepEqual(state.rows, []);
});

test("a worker that took over says how many rows it has", () => {
  const { state, messages } = makeMessages();
  messages.takeRows({ run: 1, rows: [row(0), row(1), row(2)] });
  messages.takeState({ type: "state", reason: "resumed", num_rows: 1, state: "playing", step: 25, epoch: 1 });
  assert.deepEqual([state.rows, state.runState], [[row(0)], "playing"]);
});

test("an ack without a spec changes the run's state alone", () => {
  const { state, messages, told } = makeMessages();
  messages.takeAck(ack());
  assert.deepEqual([told, state.runState], [["run"], "playing"]);
});

test("an ack with a spec brings address, structure and mark", () => {
  const { state, messages, told } = makeMessages();
  const spec = aSpec({ seed: 5 });
  const mark = { step: 3, epoch: 0.1, field: "seed", value: 5 };
  messages.takeAck(ack({ spec, address: "seed=5", structure: 5, mark }));
  assert.deepEqual([state.spec, state.address, state.structure, state.marks], [spec, "seed=5", 5, [mark]]);
  assert.deepEqual(told, ["spec", "marks", "run"]);
});

test("a unit that is gone is selected no more", () => {
  const { state, messages, told } = makeMessages();
  state.select({ layer: 0, unit: 3 });
  state.point({ layer: 1, unit: 0 });
  messages.takeAck(ack({ spec: aSpec({ layers: [aSpec().layers[1], aSpec().layers[1]] }), structure: 5 }));
  assert.deepEqual([state.selection, state.hover], [null, { layer: 1, unit: 0 }]);
  assert.ok(told.includes("selection"));
});

test("a new run empties rows, gaps and frame, and takes its own marks", () => {
  const { state, messages } = makeMessages();
  messages.takeRows({ run: 1, rows: [row(0), row(1)] });
  messages.takeFrame(frame());
  messages.takeAck(ack({ spec: aSpec({ seed: 9 }), structure: 5, new_run: true, run_number: 2, marks: [], num_rows: 1 }));
  assert.deepEqual([state.rows, state.frame, state.gaps, messages.runNumber], [[], null, [], 2]);
});

test("rows of a new run that come before its ack are kept", () => {
  const { state, messages } = makeMessages();
  messages.takeRows({ run: 1, rows: [row(0), row(1)] });
  messages.takeRows({ run: 2, rows: [row(0, 0.8)] });
  messages.takeAck(ack({ spec: aSpec({ seed: 9 }), structure: 5, new_run: true, run_number: 2, marks: [], num_rows: 1 }));
  assert.deepEqual(state.rows, [row(0, 0.8)]);
});

test("rows, points and frames of a run that was left are dropped", () => {
  const { state, messages } = makeMessages();
  messages.takeAck(ack({ new_run: true, run_number: 2, marks: [] }));
  messages.takeRows({ run: 1, rows: [row(5)] });
  messages.takePoints({ run: 1, train: new Float32Array(3), test: new Float32Array(0) });
  assert.equal(messages.takeFrame(frame()), false);
  assert.deepEqual([state.rows, state.points.train.length, state.frame], [[], 0, null]);
});

test("a pause after playing is a gap, once", () => {
  const { state, messages } = makeMessages();
  messages.takeAck(ack());
  messages.takeAck(ack({ state: "paused", epoch: 3.5 }));
  messages.takeAck(ack({ state: "paused", epoch: 3.5 }));
  messages.takeAck(ack());
  messages.takeState({ type: "state", state: "finished", step: 100, epoch: 4, reason: "target_epoch" });
  assert.deepEqual(state.gaps, [3.5, 4]);
});

test("a frame brings parameters, the newest row and what it says of the moment", () => {
  const { state, messages, told } = makeMessages();
  const newest = { view: "row", shape: [7], values: Float64Array.from(row(2)) };
  assert.equal(messages.takeFrame(frame({ sections: [newest, parametersSection(0.25)] })), true);
  assert.deepEqual([state.parameters[0], state.row, state.frame.step, state.frame.epochsPerSecond], [0.25, row(2), 50, 60]);
  assert.deepEqual(told, ["frame"]);
});

test("a frame older than the newest row leaves that row", () => {
  const { state, messages } = makeMessages();
  messages.takeRows({ run: 1, rows: [row(0), row(1), row(2)] });
  messages.takeFrame(frame({ sections: [{ view: "row", shape: [7], values: Float64Array.from(row(1)) }] }));
  assert.deepEqual(state.row, row(2));
});

test("what a change made of the network is read at once, though the history has no row of it", () => {
  const { state, messages } = makeMessages();
  messages.takeRows({ run: 1, rows: [row(0), row(1), row(2)] });
  const changed = [-1, 50, 2, 0.9, 0.8, 0.5, 0.4];
  messages.takeFrame(frame({ sections: [{ view: "row", shape: [7], values: Float64Array.from(changed) }] }));
  assert.deepEqual(state.row, changed);
  assert.equal(state.rows.length, 3);
});

test("a row of a few batches is drawn, and what was measured last is still read", () => {
  const { state, messages } = makeMessages();
  const early = [2, 32, 1.3, 0.2, NaN, NaN, NaN];
  messages.takeRows({ run: 1, rows: [row(0), row(1), early] });
  assert.deepEqual([state.row, state.rows.at(-1)], [row(1), early]);
  messages.takeRows({ run: 1, rows: [[3, 48, 1.6, 0.1, NaN, NaN, NaN]] });
  assert.deepEqual(state.row, row(1));
});

test("a frame of another structure brings no parameters, but waits for its spec", () => {
  const { state, messages } = makeMessages();
  const before = state.parameters;
  assert.equal(messages.takeFrame(frame({ structure: 5, sections: [parametersSection(1)] })), false);
  assert.equal(state.parameters, before);
  assert.equal(messages.takeEarly(), null);
  messages.takeAck(ack({ spec: aSpec({ seed: 1 }), structure: 5 }));
  const early = messages.takeEarly();
  assert.equal(messages.takeFrame(early), true);
  assert.equal(state.parameters[0], 1);
  assert.equal(messages.takeEarly(), null);
});

test("a frame of a run to come waits for that run's ack", () => {
  const { state, messages } = makeMessages();
  messages.takeFrame(frame({ run: 2, structure: 5, step: 7 }));
  assert.equal(state.frame, null);
  messages.takeAck(ack({ spec: aSpec({ seed: 1 }), structure: 5, new_run: true, run_number: 2, marks: [] }));
  assert.equal(messages.takeEarly().step, 7);
});

test("values are taken for the selected unit alone", () => {
  const { state, messages, told } = makeMessages();
  const values = { view: "values", shape: [9], values: Float64Array.of(0, 2, 2, 0.5, -0.5, 0.1, 0, 1, 0) };
  messages.takeFrame(frame({ sections: [values] }));
  assert.equal(state.values, null);
  state.select({ layer: 0, unit: 2 });
  messages.takeFrame(frame({ sections: [values] }));
  assert.deepEqual([[...state.values.weights], state.values.bias, state.values.frozen], [[0.5, -0.5], 0.1, [false, true, false]]);
  assert.ok(told.includes("values"));
});

test("parameters of another type are refused", () => {
  const { messages } = makeMessages();
  assert.throws(() => messages.takeFrame(frame({ sections: [{ view: "parameters", shape: [1], values: new Uint8Array(1) }] })));
});
