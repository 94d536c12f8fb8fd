// Tests of static/js/history.js, in a browser's history that the test plays.

import assert from "node:assert/strict";
import { test } from "node:test";

import { AddressBar, isOwnEntry } from "../../static/js/history.js";

const set = (field, drag) => ({ name: "set", field, value: 1, ...(drag ? { drag } : {}) });
const at = (address) => ({ address, spec: { name: address } });

function makeBar({ found = null } = {}) {
  const entries = [];
  const timers = [];
  let time = 0;
  const bar = new AddressBar({
    push: (entry, url) => entries.push({ entry, url }),
    replace: (entry, url) => entries.splice(-1, 1, { entry, url: url ?? entries.at(-1)?.url }),
    path: () => "/es/",
    now: () => time,
    after: (wait, act) => timers.push({ at: time + wait, act }),
  }, found);
  const wait = (milliseconds) => {
    time += milliseconds;
    for (const timer of timers.splice(0)) timer.at <= time ? timer.act() : timers.push(timer);
  };
  const urls = () => entries.map(({ url }) => url);
  entries.push({ entry: null, url: "/es/?start&utm=1" });
  bar.begin({ run: "r", ...at("start") }, "start");
  return { bar, entries, wait, urls };
}

/** A run with a log of addresses, as undo and redo move in it. */
function makeRun(bar, log) {
  let place = log.length - 1;
  const asked = [];
  const ask = async (name, fields = {}) => {
    asked.push(name);
    const next = name === "undo" ? place - 1 : name === "redo" ? place + 1 : place;
    if (name !== "spec" && !(next in log)) throw { code: "nothing_to_undo" };
    place = next;
    const address = name === "spec" ? fields.spec.name : log[place];
    bar.note({ name, ...fields }, at(address));
    return { address };
  };
  return { ask, asked };
}

test("a page that finds its run leaves the address bar as it is", () => {
  const { entries, urls } = makeBar();
  assert.deepEqual(urls(), ["/es/?start&utm=1"]);
  assert.deepEqual(entries[0].entry, { run: "r", place: 0, address: "start", spec: { name: "start" } });
});

test("data, structure and presets are entries of their own, all else is not", () => {
  for (const command of [set("dataset.noise"), set("features"), set("layers.0.units"), { name: "layer.insert" }, { name: "unit.remove" }, { name: "spec" }]) {
    assert.ok(isOwnEntry(command), JSON.stringify(command));
  }
  for (const command of [set("training.learning_rate"), set("layers.0.activation"), { name: "undo" }, { name: "weight.set" }, { name: "reset" }]) {
    assert.ok(!isOwnEntry(command), JSON.stringify(command));
  }
});

test("a changed rate changes the entry at hand, a new unit adds one", () => {
  const { bar, wait, urls } = makeBar();
  bar.note(set("training.learning_rate"), at("lr=1"));
  wait(500);
  bar.note({ name: "unit.add" }, at("lr=1&net=5"));
  assert.deepEqual(urls(), ["/es/?lr=1", "/es/?lr=1&net=5"]);
});

test("what a reload would open is the address that was written, not the one that waits", () => {
  const { bar, wait } = makeBar();
  assert.equal(bar.written, "start");
  bar.note(set("training.learning_rate"), at("lr=1"));
  bar.note({ name: "unit.add" }, at("lr=1&net=5"));
  assert.equal(bar.written, "lr=1");
  wait(500);
  assert.equal(bar.written, "lr=1&net=5");
});

test("an empty address has no question mark", () => {
  const { bar, urls } = makeBar();
  bar.note(set("training.learning_rate"), at(""));
  assert.deepEqual(urls(), ["/es/"]);
});

test("it is written at most twice a second, and the last change always", () => {
  const { bar, wait, urls } = makeBar();
  for (const rate of [1, 2, 3]) bar.note(set("training.learning_rate"), at(`lr=${rate}`));
  assert.deepEqual(urls(), ["/es/?lr=1"]);
  wait(499);
  assert.deepEqual(urls(), ["/es/?lr=1"]);
  wait(1);
  assert.deepEqual(urls(), ["/es/?lr=3"]);
});

test("a control that is held writes when it is let go, one entry in all", () => {
  const { bar, wait, urls } = makeBar();
  bar.hold();
  for (const noise of [1, 2, 3]) {
    bar.note(set("dataset.noise", 1), at(`noise=${noise}`));
    wait(600);
  }
  assert.equal(urls().length, 1);
  bar.release();
  assert.deepEqual(urls().slice(1), ["/es/?noise=3"]);
});

test("keys on one slider that follow closely are one entry", () => {
  const { bar, wait, urls } = makeBar();
  for (const noise of [1, 2, 3]) {
    bar.note(set("dataset.noise", noise), at(`noise=${noise}`));
    wait(1_000);
  }
  wait(5_000);
  bar.note(set("dataset.noise", 4), at("noise=4"));
  assert.deepEqual(urls().slice(1), ["/es/?noise=3", "/es/?noise=4"]);
});

test("what has no address leaves the bar alone", () => {
  const { bar, urls } = makeBar();
  bar.note({ name: "spec" }, { address: null, spec: {} });
  assert.deepEqual(urls(), ["/es/?start&utm=1"]);
});

test("what waits is written at once when the page is left", () => {
  const { bar, urls } = makeBar();
  bar.note(set("seed"), at("a"));
  bar.note(set("seed"), at("b"));
  bar.flush();
  assert.deepEqual(urls(), ["/es/?b"]);
});

test("Back is as many undos as lie between, Forward as many redos", async () => {
  const { bar, entries, wait } = makeBar();
  for (const address of ["a", "b", "c"]) {
    bar.note({ name: "unit.add" }, at(address));
    wait(1_000);
  }
  const { ask, asked } = makeRun(bar, ["start", "a", "b", "c"]);
  const [start, , second] = entries.map(({ entry }) => entry);
  await bar.travel(start, ask);
  assert.deepEqual(asked, ["undo", "undo", "undo"]);
  await bar.travel(second, ask);
  assert.deepEqual(asked.slice(3), ["redo", "redo"]);
});

test("a drag is one undo", async () => {
  const { bar, entries } = makeBar();
  const [{ entry: start }] = entries;
  for (const noise of [1, 2, 3]) bar.note(set("dataset.noise", 9), at(`noise=${noise}`));
  const { ask, asked } = makeRun(bar, ["start", "noise=3"]);
  await bar.travel(start, ask);
  assert.deepEqual(asked, ["undo"]);
});

test("where undo does not lead there, the entry's spec does", async () => {
  const { bar } = makeBar();
  bar.note({ name: "unit.add" }, at("a"));
  const { ask, asked } = makeRun(bar, ["elsewhere", "a"]);
  await bar.travel({ run: "r", place: 0, ...at("start") }, ask);
  assert.deepEqual(asked, ["undo", "spec"]);
  assert.equal(bar.entry.address, "start");
});

test("where nothing is left to undo, the entry's spec is used", async () => {
  const { bar } = makeBar();
  bar.note({ name: "unit.add" }, at("a"));
  const { ask, asked } = makeRun(bar, ["a"]);
  await bar.travel({ run: "r", place: 0, ...at("start") }, ask);
  assert.deepEqual(asked, ["undo", "spec"]);
});

test("an entry of another run is reached by its spec", async () => {
  const { bar } = makeBar();
  const { ask, asked } = makeRun(bar, ["start"]);
  await bar.travel({ run: "other", place: 0, ...at("b") }, ask);
  assert.deepEqual(asked, ["spec"]);
  assert.equal(bar.entry.run, "r");
});

test("pressed again on the way, only the last place counts", async () => {
  const { bar, entries, wait } = makeBar();
  for (const address of ["a", "b"]) {
    bar.note({ name: "unit.add" }, at(address));
    wait(1_000);
  }
  const { ask, asked } = makeRun(bar, ["start", "a", "b"]);
  const [start, first] = entries.map(({ entry }) => entry);
  const away = bar.travel(first, ask);
  bar.travel(start, ask);
  await away;
  assert.deepEqual([asked, bar.entry.address], [["undo", "undo"], "start"]);
});

test("a reloaded page goes on counting where its entry stood", () => {
  const { bar } = makeBar({ found: { run: "r", place: 7, ...at("start") } });
  assert.equal(bar.entry.place, 7);
  const other = makeBar({ found: { run: "other", place: 7, ...at("start") } });
  assert.equal(other.bar.entry.place, 0);
});
