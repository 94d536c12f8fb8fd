// Tests of static/js/board-state.js.

import assert from "node:assert/strict";
import { test } from "node:test";

import { boardState, BoardState } from "../../static/js/board-state.js";
import { aBoard, aSpec } from "./a-spec.js";

function makeState(changes = {}, texts = {}, language = "en") {
  const state = new BoardState(aBoard(changes), texts, language);
  const told = [];
  for (const name of ["spec", "selection", "hover", "view", "refused", "run"]) state.addEventListener(name, () => told.push(name));
  return { state, told };
}

test("task, output and sizes follow from the spec", () => {
  const { state } = makeState({ spec: aSpec({ dataset: { kind: "arms", num_classes: 4 }, loss: "cross_entropy" }) });
  assert.deepEqual([state.task, state.output.shown, state.sizes], ["classes", "argmax", [2, 4, 2, 4]]);
});

test("the first row stands before anything is heard, with NaN for what is no number", () => {
  const { state } = makeState();
  assert.deepEqual([state.rows.length, state.row[3], Number.isNaN(state.row[6])], [1, 0.5, true]);
});

test("texts have their values put in, numbers as the language writes them", () => {
  const { state } = makeState({}, { "hint.rate": "La tasa {rate} en la capa {layer}", "no.value": "{missing}" }, "es");
  assert.equal(state.text("hint.rate", { rate: 0.5, layer: "dos" }), "La tasa 0,5 en la capa dos");
  assert.equal(state.text("no.value"), "{missing}");
  assert.equal(state.text("no.such.text"), "no.such.text");
  assert.deepEqual([state.hasText("hint.rate"), state.hasText("no.such.text")], [true, false]);
});

test("numbers are written in the page's language", () => {
  const { state } = makeState({}, {}, "es");
  assert.equal(state.number(-0.5), "−0,50");
});

test("a selection is told once, and empties the values of the one before", () => {
  const { state, told } = makeState();
  state.values = { layer: 0, unit: 0 };
  state.select({ layer: 0, unit: 1 });
  state.select({ layer: 0, unit: 1 });
  state.point({ layer: 0, unit: 1 });
  state.point(null);
  state.point(null);
  assert.deepEqual([told, state.values], [["selection", "hover", "hover"], null]);
});

test("what this page shows is set and told", () => {
  const { state, told } = makeState();
  state.setView({ showTest: true });
  assert.deepEqual([told, state.showTest, state.discretize], [["view"], true, false]);
});

test("a command goes out with its name and fields and gives the ack", async () => {
  const { state } = makeState();
  const sent = [];
  state.sendWith(async (command) => (sent.push(command), { step: 3 }));
  assert.deepEqual(await state.command("unit.add", { layer: 1 }), { step: 3 });
  assert.deepEqual(sent, [{ name: "unit.add", layer: 1 }]);
});

test("a refusal is told and thrown", async () => {
  const { state, told } = makeState();
  const refusal = { id: 1, field: "layers", code: "too_many", params: { maximum: 12 } };
  state.sendWith(() => Promise.reject(refusal));
  await assert.rejects(state.command("layer.insert", { index: 0 }), refusal);
  assert.deepEqual([told, state.refusal], [["refused"], refusal]);
});

test("several fields change before anything is told", () => {
  const { state } = makeState();
  const seen = [];
  state.addEventListener("run", () => seen.push(state.runState, state.speed));
  state.update({ runState: "playing", speed: "max" }, "run");
  assert.deepEqual(seen, ["playing", "max"]);
});

test("an element finds the state of its board, and says so where there is none", () => {
  const { state } = makeState();
  assert.equal(boardState({ closest: () => ({ state }) }), state);
  assert.throws(() => boardState({ closest: () => null, localName: "dlp-network" }), /dlp-network/);
});
