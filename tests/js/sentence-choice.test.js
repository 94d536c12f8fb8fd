// Tests of static/js/sentence-choice.js.

import assert from "node:assert/strict";
import { test } from "node:test";

import { chooseSentence, slowerRate } from "../../static/js/sentence-choice.js";

const spec = {
  dataset: { kind: "circle", num_examples: 500, train_share: 50 },
  training: { batch_size: 10, learning_rate: 0.03, last_batch: "carry", stop_at_loss: null, stop_at_epoch: null },
};

function say(changes = {}) {
  const moment = {
    spec, task: "two_classes", connection: "open", isWaiting: false, lostBecause: null, caution: null, refusal: null, notice: null,
    corrections: [], runState: "ready", epoch: 0, testLoss: 0.5, rate: 0.03, phase: null, hint: null,
  };
  return chooseSentence({ ...moment, ...changes });
}

const withTraining = (training) => ({ ...spec, training: { ...spec.training, ...training } });
const hint = { key: "hint.gap", params: { ratio: 3 } };

test("an idle page says what the network will learn", () => {
  assert.equal(say().key, "sentence.idle.two_classes");
  assert.equal(say({ task: "regression" }).key, "sentence.idle.regression");
});

test("while it trains, the sentence says what a step is", () => {
  assert.deepEqual(say({ runState: "playing" }), { key: "sentence.training", params: { batch: 10, steps: 25 } });
  assert.equal(say({ runState: "playing", spec: withTraining({ batch_size: "full" }) }).key, "sentence.training.full");
  assert.equal(say({ runState: "playing", spec: withTraining({ batch_size: 1 }) }).key, "sentence.training.one");
});

test("a tail that is carried makes no step of its own", () => {
  const uneven = { batch_size: 30 };
  assert.equal(say({ runState: "playing", spec: withTraining(uneven) }).params.steps, 8);
  assert.equal(say({ runState: "playing", spec: withTraining({ ...uneven, last_batch: "short" }) }).params.steps, 9);
});

test("a pause names the epoch", () => {
  assert.deepEqual(say({ runState: "paused", epoch: 61.4 }), { key: "sentence.paused", params: { epoch: 61 } });
  assert.equal(say({ runState: "paused", epoch: 0.2 }).key, "sentence.paused.start");
});

test("a phase that is lit is told before anything that is not urgent", () => {
  assert.equal(say({ runState: "paused", phase: "backward", hint }).key, "sentence.phase.backward");
});

test("a hint replaces the narration, but never before the start", () => {
  assert.equal(say({ runState: "playing", hint }).key, "hint.gap");
  assert.equal(say({ hint }).key, "sentence.idle.two_classes");
});

test("a run that diverged says so and offers a smaller rate", () => {
  const said = say({ runState: "diverged", epoch: 21, spec: withTraining({ learning_rate: 1.5 }), rate: 1.5 });
  assert.equal(said.key, "sentence.diverged");
  assert.ok(said.isAlert);
  assert.deepEqual(said.remedy, { label: "remedy.rate", params: { rate: 0.03 }, act: "restart" });
});

test("epochs are counted from one that was completed", () => {
  assert.equal(say({ runState: "diverged", epoch: 0.2, spec: withTraining({ learning_rate: 1.5 }) }).key, "sentence.diverged.first");
});

test("a rate that is small already is not blamed", () => {
  assert.equal(say({ runState: "diverged", spec: withTraining({ learning_rate: 0.0005 }) }).key, "sentence.diverged.weights");
});

test("the rate offered is always smaller", () => {
  for (const rate of [100, 3, 0.31, 0.3, 0.1, 0.03, 0.01, 0.0011]) assert.ok(slowerRate(rate) < rate, String(rate));
  assert.equal(slowerRate(0.001), null);
});

test("a stop says which target it was", () => {
  const target = withTraining({ stop_at_loss: 0.05, stop_at_epoch: 100 });
  assert.equal(say({ runState: "finished", spec: target, testLoss: 0.04 }).key, "sentence.stopped.loss");
  assert.equal(say({ runState: "finished", spec: target, testLoss: 0.2 }).key, "sentence.stopped.epoch");
});

test("a lost line comes before all else, with its reason where there is one", () => {
  const lost = { connection: "lost", runState: "diverged" };
  assert.equal(say({ ...lost, lostBecause: null }).key, "sentence.lost");
  assert.equal(say({ ...lost, lostBecause: { code: "lost", params: {} } }).key, "sentence.lost");
  assert.equal(say({ ...lost, lostBecause: { code: "busy", params: {} } }).remedy, undefined);
  assert.equal(say({ ...lost, lostBecause: { code: "reload", params: {} } }).remedy.act, "reload");
});

test("waiting is told only while the line is being made", () => {
  assert.equal(say({ connection: "connecting" }).key, "sentence.idle.two_classes");
  assert.equal(say({ connection: "connecting", isWaiting: true }).key, "sentence.connecting");
});

test("what a control refused can be done anyway", () => {
  const caution = { key: "hint.cannot_converge", params: { product: 3, limit: 2 } };
  assert.equal(say({ caution }).remedy.act, "anyway");
});

test("what was changed in the address stands until training begins", () => {
  assert.equal(say({ corrections: ["Only 64."] }).params.reason, "Only 64.");
  assert.equal(say({ corrections: ["Only 64."], runState: "playing" }).key, "sentence.training");
});
