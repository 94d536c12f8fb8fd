// Tests of static/js/charts/plane.js and marks.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { traceMark } from "../../../static/js/charts/marks.js";
import { drawPoints, fitPlane } from "../../../static/js/charts/plane.js";

test("the plane's corners are the picture's, axes left out", () => {
  const plane = fitPlane(304, 300);
  assert.deepEqual([plane.left, plane.side], [22, 282]);
  assert.deepEqual([plane.x(-6), plane.x(6), plane.y(6), plane.y(-6)], [22, 304, 0, 282]);
});

test("a narrow picture has no vertical axis", () => {
  assert.deepEqual([fitPlane(170, 188).left, fitPlane(170, 188).side], [0, 170]);
});

test("points stand at their places, training ones filled and test ones hollow", () => {
  const arcs = [];
  const fills = [];
  const context = { beginPath() {}, moveTo() {}, stroke() {}, arc: (x, y) => arcs.push([x, y]), fill() { fills.push(this.fillStyle); } };
  const style = { color: () => "blue", shape: () => 1, halo: "white" };
  const points = Float32Array.of(0, 0, 1, 6, -6, 1);
  drawPoints(context, fitPlane(304, 300), points, { ...style, hollow: false });
  assert.deepEqual(arcs, [[163, 141], [304, 282]]);
  drawPoints(context, fitPlane(304, 300), points, { ...style, hollow: true });
  assert.deepEqual(fills, ["blue", "blue", "white", "white"]);
});

test("each class has a shape of its own", () => {
  const calls = [0, 1, 2, 3].map((shape) => {
    const names = [];
    const path = new Proxy({}, { get: (_, name) => () => names.push(name) });
    traceMark(path, 0, 0, 2, shape);
    return names.join(" ");
  });
  assert.equal(new Set(calls).size, 4);
});
