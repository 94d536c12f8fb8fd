// Tests of static/js/network-layout.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isShort, planNetwork } from "../../static/js/network-layout.js";

const stage = { width: 848, height: 650 };
const phone = { width: 390, height: 700 };

test("layers stand in even columns from left to right", () => {
  const { layers, width, upright } = planNetwork(stage, [7, 4, 2, 1]);
  const heads = layers.map((layer) => layer.head.x);
  assert.deepEqual(heads, [104, 324, 544, 764]);
  assert.deepEqual([width, upright], [848, false]);
});

test("neurons of all layers have one size, at most 76 and at least 26", () => {
  for (const counts of [[7, 4, 2, 1], [7, 64, 24, 1], [7, 1]]) {
    const sizes = planNetwork(stage, counts).layers.slice(1).map((layer) => layer.size);
    assert.equal(new Set(sizes).size, 1);
    assert.ok(sizes[0] >= 26 && sizes[0] <= 76, String(sizes));
  }
});

test("no two neurons of a layer overlap and all stand inside the stage", () => {
  for (const counts of [[10, 64, 64, 4], [7, 1, 33, 17, 1], [2, ...Array(12).fill(64), 1]]) {
    const plan = planNetwork(stage, counts);
    for (const { cells, size } of plan.layers) {
      const places = cells.map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`);
      assert.equal(new Set(places).size, cells.length);
      for (const { x, y } of cells) assert.ok(x > size / 2 && x < plan.width - size / 2 && y > 60 && y < 660, `${x} ${y}`);
    }
  }
});

test("64 neurons are four balanced columns whose links stop at the block's edge", () => {
  const layer = planNetwork({ ...stage, height: 700 }, [7, 64, 1]).layers[1];
  const columns = new Set(layer.cells.map((cell) => Math.round(cell.x)));
  assert.equal(columns.size, 4);
  assert.ok(layer.block);
  assert.ok(layer.entry < Math.min(...columns) - layer.size / 2 && layer.exit > Math.max(...columns) + layer.size / 2);
});

test("a deep network is wider than the stage, its columns at least 104 apart", () => {
  const plan = planNetwork(stage, [7, ...Array(12).fill(8), 1]);
  assert.ok(plan.width > stage.width);
  plan.layers.slice(1).forEach((layer, index) => assert.ok(layer.head.x - plan.layers[index].head.x >= 104));
});

test("blocks side by side do not touch", () => {
  const plan = planNetwork(stage, [7, 64, 64, 64, 1]);
  plan.layers.slice(1).forEach((layer, index) => assert.ok(layer.entry - plan.layers[index].exit >= 20));
});

test("each gap has a button between its layers", () => {
  const { layers } = planNetwork(stage, [7, 4, 2, 1]);
  assert.deepEqual(layers.map((layer) => layer.add?.x ?? null), [214, 434, 654, null]);
});

test("a narrow stage turns the network: layers are rows from top to bottom", () => {
  const plan = planNetwork(phone, [7, 4, 2, 1]);
  assert.ok(plan.upright);
  const tops = plan.layers.map((layer) => layer.entry);
  assert.deepEqual(tops, [...tops].sort((one, other) => one - other));
  plan.layers.slice(1).forEach((layer, index) => assert.ok(layer.entry >= plan.layers[index].exit + 30));
  assert.ok(plan.height > plan.layers.at(-1).exit);
});

test("at 320 pixels nothing leaves the page", () => {
  const plan = planNetwork({ width: 320, height: 600 }, [10, 64, 4]);
  for (const { cells, size } of plan.layers) for (const { x } of cells) assert.ok(x - size / 2 >= 96 && x + size / 2 <= 320, String(x));
});

test("a stage too low for all features grows, so that it scrolls", () => {
  const low = { width: 848, height: 200 };
  const plan = planNetwork(low, [10, 4, 1]);
  assert.ok(plan.height > low.height);
  assert.equal(new Set(plan.layers[0].cells.map((cell) => cell.x)).size, 1);
  for (const { cells, size } of plan.layers) for (const { y } of cells) assert.ok(y - size / 2 >= 72 && y + size / 2 <= plan.height, String(y));
  assert.equal(planNetwork(stage, [10, 4, 1]).height, stage.height);
});

test("a low stage has no room for features that are off", () => {
  assert.ok(isShort({ width: 800, height: 300 }, 7));
  assert.ok(!isShort(stage, 7));
  assert.ok(!isShort({ ...phone, height: 100 }, 7));
});
