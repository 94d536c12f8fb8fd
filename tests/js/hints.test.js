// Tests of static/js/hints.js.

import assert from "node:assert/strict";
import { test } from "node:test";

import { cannotConverge, findHint } from "../../static/js/hints.js";

const SIZE = 4;
const layer = { kind: "dense", units: 2, activation: "tanh", initial: "uniform", dropout: 0, norm: "none" };

/** A row of an epoch with its two losses. */
const row = (epoch, train, test, accuracy = 0.7) => [epoch, epoch * 25, epoch, train, test, accuracy, accuracy];
const map = (byte) => new Uint8Array(SIZE * SIZE).fill(byte);
const descending = Array.from({ length: 101 }, (_, epoch) => row(epoch, 0.5 / (1 + epoch), 0.5 / (1 + epoch)));

function facts(changes = {}) {
  return {
    spec: { layers: [layer, layer], output: { initial: "uniform" }, given: null },
    rows: descending,
    units: [[map(90), map(160)], [map(90), map(160)]],
    size: SIZE,
    points: new Float32Array([1, 1, 1, -2, 3, -1, 4, -4, 1]),
    isRegression: false,
    ...changes,
  };
}

function training(kind, rate, strength, more = {}) {
  return { optimizer: { kind, ...more }, learning_rate: rate, regularization: { kind: "l2", rate: strength } };
}

test("plain descent with L2 cannot converge from a product of two on", () => {
  assert.equal(cannotConverge(training("sgd", 0.199, 10)), null);
  assert.deepEqual(cannotConverge(training("sgd", 1, 2)), { product: 2, limit: 2 });
});

test("momentum and Nesterov have limits of their own", () => {
  assert.equal(cannotConverge(training("momentum", 1, 3.7, { momentum: 0.9 })), null);
  assert.equal(cannotConverge(training("momentum", 1, 3.9, { momentum: 0.9 })).limit, 3.8);
  const nesterov = cannotConverge(training("nesterov", 1, 1.5, { momentum: 0.9 }));
  assert.ok(Math.abs(nesterov.limit - 3.8 / 2.8) < 1e-12);
});

test("the limits are where a weight under the penalty alone stops shrinking", () => {
  for (const [kind, momentum] of [["sgd", 0], ["momentum", 0.9], ["nesterov", 0.9], ["momentum", 0.5]]) {
    for (const [share, shrinks] of [[0.97, true], [1.03, false]]) {
      const { limit } = cannotConverge(training(kind, 10, 10, { momentum }));
      assert.equal(weightAfter(2000, kind, momentum, limit * share) < 1, shrinks, `${kind} ${share}`);
    }
  }
});

/** Size of a weight of 1 after steps of its penalty's gradient alone, as torch.optim.SGD makes them. */
function weightAfter(steps, kind, momentum, product) {
  let [weight, velocity] = [1, 0];
  for (let step = 0; step < steps; step++) {
    const gradient = product * weight;
    velocity = momentum * velocity + gradient;
    weight -= kind === "nesterov" ? gradient + momentum * velocity : velocity;
  }
  return Math.abs(weight);
}

test("adaptive optimizers and L1 are not refused", () => {
  assert.equal(cannotConverge(training("adam", 10, 10)), null);
  assert.equal(cannotConverge({ ...training("sgd", 10, 10), regularization: { kind: "l1", rate: 10 } }), null);
});

test("a run that goes well gets no hint", () => {
  assert.equal(findHint(facts()), null);
});

test("a ReLU that answers zero everywhere is dead, one that answers somewhere is not", () => {
  const relu = { ...layer, activation: "relu" };
  const spec = { ...facts().spec, layers: [layer, relu] };
  const alive = map(128);
  alive[3] = 140;
  assert.deepEqual(findHint(facts({ spec, units: [[map(128)], [map(128), alive]] })), { key: "hint.dead.one", params: { layer: 2 } });
  assert.equal(findHint(facts({ spec, units: [[map(128)], [alive, alive]] })), null);
});

test("saturated neurons matter only while the network does not work", () => {
  const units = [[map(255), map(0)], [map(1), map(128)]];
  assert.deepEqual(findHint(facts({ units })), { key: "hint.saturated", params: { count: 3, total: 4 } });
  const good = [...descending, row(101, 0.01, 0.01, 0.99)];
  assert.equal(findHint(facts({ units, rows: good })), null);
});

test("a test loss that climbs away from the training loss is learning by heart", () => {
  const rows = [...descending.slice(0, 50), row(50, 0.01, 0.08), row(51, 0.01, 0.12)];
  assert.deepEqual(findHint(facts({ rows })), { key: "hint.gap", params: { ratio: 12 } });
});

test("a loss that stays where it began is told after a while, not at once", () => {
  const flat = (epochs) => Array.from({ length: epochs }, (_, epoch) => row(epoch, 0.5, 0.5));
  assert.equal(findHint(facts({ rows: flat(40) })), null);
  assert.deepEqual(findHint(facts({ rows: flat(90) })), { key: "hint.no_progress", params: { epochs: 60 } });
});

test("standing still is seen late in a run as well, where rows are far apart", () => {
  const rows = Array.from({ length: 50 }, (_, index) => row(index * 64, 0.5, 0.5));
  assert.equal(findHint(facts({ rows })).key, "hint.no_progress");
});

test("equal first weights are told as what they are", () => {
  const spec = { layers: [{ ...layer, initial: "zero" }], output: { initial: "constant" }, given: null };
  assert.equal(findHint(facts({ spec, units: [] })).key, "hint.zero");
});
