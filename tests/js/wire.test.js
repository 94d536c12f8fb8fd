// Tests of static/js/wire.js, on the packets that tests/engine/test_frame.py reads too.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { decodeBase64, decodeFrame, decodePoints, decodeRows, FrameError, packetKind, readUnitValues, sectionOf } from "../../static/js/wire.js";

const FOLDER = new URL("../fixtures/frames/", import.meta.url);
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith(".bin")).map((name) => name.slice(0, -4));
const DECODERS = { frame: decodeFrame, rows: decodeRows, points: decodePoints };

const expectedOf = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"));
const packetOf = (name) => Uint8Array.from(readFileSync(new URL(`${name}.bin`, FOLDER))).buffer;
const changed = (packet, place, value) => {
  const bytes = new Uint8Array(packet.slice(0));
  bytes[place] = value;
  return bytes.buffer;
};
const numbers = (values) => Array.from(values, (value) => (Number.isNaN(value) ? null : value));
const triples = (values) => Array.from({ length: values.length / 3 }, (_, index) => [...values.subarray(3 * index, 3 * index + 3)]);

test("every packet of the fixtures is of the kind that it says", () => {
  assert.deepEqual(NAMES.map((name) => packetKind(packetOf(name))), NAMES.map((name) => expectedOf(name).kind));
});

for (const name of NAMES.filter((other) => expectedOf(other).kind === "frame")) {
  test(`the frame "${name}" decodes to what its description says`, () => {
    const expected = expectedOf(name);
    const { sections, epochsPerSecond, learningRate, numRows, dataVersion, ...rest } = decodeFrame(packetOf(name));
    const found = { ...rest, epochs_per_second: epochsPerSecond, learning_rate: learningRate, num_rows: numRows, data_version: dataVersion };
    for (const [key, value] of Object.entries(found)) assert.deepEqual(value, expected[key], key);
    assert.equal(sections.length, expected.sections.length);
    sections.forEach((section, index) => {
      const { view, shape, values, dtype } = expected.sections[index];
      const type = { float64: Float64Array, float32: Float32Array, uint8: Uint8Array, int32: Int32Array }[dtype];
      assert.ok(section.values instanceof type);
      assert.deepEqual({ view: section.view, shape: section.shape, values: numbers(section.values) }, { view, shape, values });
    });
  });
}

for (const name of ["rows", "rows_none"]) {
  test(`the packet "${name}" decodes to its rows`, () => {
    const { run, rows } = decodeRows(packetOf(name));
    assert.deepEqual({ run, rows: rows.map(numbers) }, { run: expectedOf(name).run, rows: expectedOf(name).rows });
  });
}

for (const name of ["points", "points_no_test"]) {
  test(`the packet "${name}" decodes to its points`, () => {
    const { run, dataVersion, train, test: rest } = decodePoints(packetOf(name));
    const expected = expectedOf(name);
    assert.deepEqual([run, dataVersion, triples(train), triples(rest)], [expected.run, expected.data_version, expected.train, expected.test]);
  });
}

test("a packet cut anywhere is refused", () => {
  for (const name of NAMES) {
    const packet = packetOf(name);
    const decode = DECODERS[expectedOf(name).kind];
    for (let end = 0; end < packet.byteLength; end++) assert.throws(() => decode(packet.slice(0, end)), FrameError, `${name} ${end}`);
  }
});

test("a packet with bytes to spare is refused", () => {
  for (const name of NAMES) {
    const longer = new Uint8Array(packetOf(name).byteLength + 8);
    longer.set(new Uint8Array(packetOf(name)));
    assert.throws(() => DECODERS[expectedOf(name).kind](longer.buffer), FrameError, name);
  }
});

test("another magic, version, phase, state, view, type or number of dimensions is refused", () => {
  const packet = packetOf("start");
  const places = { magic: 0, version: 4, phase: 32, state: 33, view: 64, dtype: 66, dimensions: 67, length: 68, shape: 72, unused: 76 };
  for (const [what, place] of Object.entries(places)) assert.throws(() => decodeFrame(changed(packet, place, 99)), FrameError, what);
});

test("a count far beyond the packet is refused before anything is set aside for it", () => {
  const rows = packetOf("rows_none");
  new DataView(rows).setUint32(12, 0xffffffff, true);
  assert.throws(() => decodeRows(rows), FrameError);
  const points = packetOf("points_no_test");
  new DataView(points).setUint32(20, 0xffffffff, true);
  assert.throws(() => decodePoints(points), FrameError);
});

test("a step that is no number is refused", () => {
  const packet = packetOf("empty");
  new DataView(packet).setFloat64(16, NaN, true);
  assert.throws(() => decodeFrame(packet), FrameError);
});

test("the values view of a unit reads as weights, bias and what is frozen", () => {
  const section = sectionOf(decodeFrame(packetOf("playing")), "values");
  const { layer, unit, weights, bias, frozen } = readUnitValues(section);
  assert.deepEqual([layer, unit, [...weights], bias, frozen], [0, 2, [0.30000000000000004, -0.3333333333333333], 0.1, [false, true, false]]);
  assert.throws(() => readUnitValues({ ...section, values: section.values.subarray(1) }), FrameError);
});

test("bytes in base64 come out as they went in", () => {
  const bytes = readFileSync(new URL("points.bin", FOLDER));
  assert.deepEqual(new Uint8Array(decodeBase64(bytes.toString("base64"))), Uint8Array.from(bytes));
});
