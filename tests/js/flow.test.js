// Tests of static/js/flow.js: shares of gradients against finite differences of the loss itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { backwardFlow, forwardFlow } from "../../static/js/flow.js";
import { computeFeatures, forward, readParameters } from "../../static/js/network.js";

const near = (one, other, tolerance = 1e-4) => assert.ok(Math.abs(one - other) < tolerance, `${one} is not ${other}`);
const layer = (units, activation, norm = "none") => ({ units, activation, norm });
const board = (loss, kind, task, layers, numParameters) => ({
  spec: { features: ["x1", "x2"], layers, loss, dataset: { kind, num_classes: 3 } }, task,
  parameters: Float32Array.from({ length: numParameters }, (_, index) => Math.sin(index * 1.7) * 0.8),
});

/** Losses as playground/engine defines them, of one example. */
const LOSSES = {
  half_squared: ([o], y) => 0.5 * (o - y) ** 2,
  mse: ([o], y) => (o - y) ** 2,
  mae: ([o], y) => Math.abs(o - y),
  huber: ([o], y) => (Math.abs(o - y) <= 1 ? 0.5 * (o - y) ** 2 : Math.abs(o - y) - 0.5),
  hinge: ([o], y) => Math.max(0, 1 - o * y),
  cross_entropy: (o, y) => (o.length === 1 ? Math.log1p(Math.exp(-o[0] * y)) : Math.log(o.reduce((sum, z) => sum + Math.exp(z), 0)) - o[y]),
};

function lossOf(known, parameters, { x1, x2, label }) {
  const layers = readParameters(known.spec, parameters);
  const outputs = forward(layers, computeFeatures(known.spec.features, [x1], [x2])).at(-1).map((values) => values[0]);
  return LOSSES[known.spec.loss](outputs, label);
}

/** dL/dbias of a unit is dL/dz: the flow of each of its links is that times the link's weight. */
function checkBackward(known, example) {
  const flows = backwardFlow(known, example);
  const sizes = [2, ...known.spec.layers.map(({ units }) => units), known.task === "classes" ? 3 : 1];
  let start = 0;
  flows.forEach((flow, gap) => {
    const [inputs, units] = [sizes[gap], sizes[gap + 1]];
    for (let unit = 0; unit < units; unit++) {
      const at = start + inputs * units + unit;
      const shifted = (by) => lossOf(known, Float32Array.from(known.parameters, (value, index) => value + (index === at ? by : 0)), example);
      const delta = (shifted(0.01) - shifted(-0.01)) / 0.02;
      for (let input = 0; input < inputs; input++) near(flow[unit * inputs + input], delta * known.parameters[start + unit * inputs + input], 2e-3);
    }
    start += (inputs + 1) * units;
  });
}

test("forward each link carries its weight times what comes in", () => {
  const known = { ...board("half_squared", "circle", "two_classes", [layer(1, "relu")], 5), parameters: Float32Array.of(2, -1, 0.5, 3, 0) };
  const [first, second] = forwardFlow(known, { x1: 1, x2: -4, label: 1 });
  assert.deepEqual([[...first], [...second]], [[2, 4], [3 * 6.5]]);
});

test("backward each link carries its share of the loss's gradient, for every loss", () => {
  for (const loss of ["half_squared", "mse", "mae", "huber", "hinge", "cross_entropy"]) {
    checkBackward(board(loss, "circle", "two_classes", [layer(3, "tanh"), layer(2, "gelu")], 9 + 8 + 3), { x1: 0.7, x2: -1.1, label: -1 });
  }
});

test("of several classes too", () => {
  checkBackward(board("cross_entropy", "blobs", "classes", [layer(3, "sine")], 9 + 12), { x1: 0.7, x2: 1.1, label: 2 });
});

test("there are no shares through layer normalization", () => {
  assert.equal(backwardFlow(board("half_squared", "circle", "two_classes", [layer(3, "tanh", "layer")], 9 + 6 + 4), { x1: 1, x2: 1, label: 1 }), null);
});
