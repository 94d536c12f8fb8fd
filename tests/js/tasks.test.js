// Tests of static/js/tasks.js against the server's table, which tests/make_network_fixtures.py wrote down.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { LOSSES_OF_TASK, layerSizes, numOutputs, outputFor, TASK_OF_DATASET, taskOf } from "../../static/js/tasks.js";

const table = JSON.parse(readFileSync(new URL("../fixtures/network/tasks.json", import.meta.url), "utf8"));

test("every dataset has the server's task, every task the server's losses", () => {
  assert.deepEqual(TASK_OF_DATASET, table.task_of_dataset);
  assert.deepEqual(LOSSES_OF_TASK, table.losses_of_task);
});

test("every task and loss has the server's output layer", () => {
  for (const [task, losses] of Object.entries(table.outputs)) {
    for (const [loss, output] of Object.entries(losses)) assert.deepEqual(outputFor(task, loss), output, `${task}, ${loss}`);
  }
});

test("given points say their own task and number of classes", () => {
  const spec = { dataset: { kind: "points", task: "classes", num_classes: 4 }, features: ["x1"], layers: [{ units: 3 }] };
  assert.equal(taskOf(spec), "classes");
  assert.deepEqual(layerSizes(spec), [1, 3, 4]);
  assert.equal(numOutputs({ ...spec, dataset: { kind: "points", task: "regression", num_classes: 4 } }), 1);
});
