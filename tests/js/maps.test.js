// Tests of static/js/maps.js with a worker that the test plays.

import assert from "node:assert/strict";
import { test } from "node:test";

import { MapDrawing } from "../../static/js/map-drawing.js";
import { MapsPainter } from "../../static/js/maps.js";

const SPEC = {
  dataset: { kind: "circle" },
  features: ["x1", "x2"],
  layers: [{ units: 2, activation: "tanh", norm: "none" }, { units: 1, activation: "tanh", norm: "none" }],
  loss: "half_squared",
};
const wanted = (value, structure = 0) => ({ spec: SPEC, structure, parameters: new Float32Array(11).fill(value) });

function makePainter() {
  const worker = { sent: [], ended: false, postMessage: (message) => worker.sent.push(message), terminate: () => (worker.ended = true) };
  const shown = [];
  const painter = new MapsPainter(() => worker, (maps) => shown.push(maps));
  const drawing = new MapDrawing();
  const answer = () => {
    const { structure, parameters } = worker.sent.at(-1);
    worker.onmessage({ data: { structure, ...drawing.draw(SPEC, parameters) } });
  };
  return { worker, painter, shown, answer };
}

test("of the networks that come while one is drawn only the newest is drawn", () => {
  const { worker, painter, shown, answer } = makePainter();
  for (const value of [1, 2, 3, 4]) painter.draw(wanted(value));
  assert.deepEqual(worker.sent.map(({ parameters }) => parameters[0]), [1]);
  answer();
  assert.deepEqual(worker.sent.map(({ parameters }) => parameters[0]), [1, 4]);
  answer();
  assert.equal(shown.length, 2);
  assert.equal(worker.sent.length, 2);
});

test("a spec is sent only where it changed", () => {
  const { worker, painter, answer } = makePainter();
  painter.draw(wanted(1));
  answer();
  painter.draw(wanted(2));
  answer();
  painter.draw({ ...wanted(3), spec: { ...SPEC } });
  assert.deepEqual(worker.sent.map(({ spec }) => spec !== null), [true, false, true]);
});

test("what is shown has one map a unit and says which structure it belongs to", () => {
  const { painter, shown, answer } = makePainter();
  painter.draw(wanted(0.5, 7));
  answer();
  const [{ structure, size, units, output }] = shown;
  assert.equal(structure, 7);
  assert.deepEqual(units.map((layer) => layer.map((map) => map.length)), [[size ** 2, size ** 2], [size ** 2]]);
  assert.equal(output.values.length, output.size ** 2);
});

test("the first picture is drawn at once", () => {
  const { worker, painter, shown } = makePainter();
  painter.drawHere(wanted(1));
  assert.deepEqual([shown.length, worker.sent.length], [1, 0]);
});

test("where no worker can be made, the page draws", () => {
  const shown = [];
  const painter = new MapsPainter(() => { throw new Error("none"); }, (maps) => shown.push(maps));
  painter.draw(wanted(1));
  assert.equal(shown.length, 1);
});

test("when the worker fails, the page draws what it owed and all that follows", () => {
  const { worker, painter, shown } = makePainter();
  painter.draw(wanted(1));
  painter.draw(wanted(2));
  worker.onerror();
  assert.deepEqual([worker.ended, shown.length], [true, 1]);
  painter.draw(wanted(3));
  assert.equal(shown.length, 2);
});

test("the parameters that were handed in stay the caller's", () => {
  const { worker, painter } = makePainter();
  const mine = wanted(1);
  painter.draw(mine);
  assert.notEqual(worker.sent[0].parameters.buffer, mine.parameters.buffer);
});
