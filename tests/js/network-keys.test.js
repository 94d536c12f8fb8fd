// Tests of static/js/elements/network-keys.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cellsOf, nextCell } from "../../static/js/elements/network-keys.js";

/** @param {number} layer @param {number} index */
const button = (layer, index) => ({ kind: "unit", layer, index, cells: [{}], element: { hidden: false } });
const strip = { kind: "strip", layer: 2, index: 0, cells: Array(12).fill({}), element: { hidden: false } };
const layers = [[button(0, 0), button(0, 1)], [button(1, 0), button(1, 1), button(1, 2)], [strip], [button(3, 0)]];
const cells = cellsOf(layers);
const at = (layer, place) => cells[layer][place];

test("up and down stay in the layer and stop at its ends", () => {
  assert.equal(nextCell(cells, at(1, 0), "ArrowDown", false), at(1, 1));
  assert.equal(nextCell(cells, at(1, 0), "ArrowUp", false), at(1, 0));
});

test("sideways leads to the neighbor at about the same height", () => {
  assert.equal(nextCell(cells, at(1, 2), "ArrowLeft", false), at(0, 1));
  assert.equal(nextCell(cells, at(1, 2), "ArrowRight", false), at(2, 11));
  assert.equal(nextCell(cells, at(2, 5), "ArrowRight", false), at(3, 0));
});

test("beyond the first and the last layer the place stays", () => {
  assert.equal(nextCell(cells, at(0, 1), "ArrowLeft", false), at(0, 1));
  assert.equal(nextCell(cells, at(3, 0), "ArrowRight", false), at(3, 0));
});

test("arrows move inside a strip, Home and End to its ends", () => {
  assert.equal(nextCell(cells, at(2, 3), "ArrowDown", false).unit, 4);
  assert.equal(nextCell(cells, at(2, 3), "End", false).unit, 11);
  assert.equal(nextCell(cells, at(2, 3), "Home", false).unit, 0);
});

test("upright the keys are turned with the network", () => {
  assert.equal(nextCell(cells, at(1, 0), "ArrowRight", true), at(1, 1));
  assert.equal(nextCell(cells, at(1, 2), "ArrowUp", true), at(0, 1));
});

test("hidden features are passed over, other keys do nothing", () => {
  const hidden = { ...button(0, 2), element: { hidden: true } };
  assert.equal(cellsOf([[...layers[0], hidden]])[0].length, 2);
  assert.equal(nextCell(cells, at(1, 0), "a", false), null);
});
