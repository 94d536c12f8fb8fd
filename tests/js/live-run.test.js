// Tests of static/js/live-run.js, on sockets, a clock and animation frames that the test plays.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { LiveRun } from "../../static/js/live-run.js";
import { FakeNetwork } from "./fake-network.js";

const packetOf = (name) => Uint8Array.from(readFileSync(new URL(`../fixtures/frames/${name}.bin`, import.meta.url))).buffer;
const WELCOME = { type: "welcome", token: "renewed", run: "r", run_number: 1 };

function makeRun(options = {}) {
  const network = new FakeNetwork();
  let draw = () => {};
  let wantsDrawing = false;
  const run = new LiveRun({
    url: "wss://site/live/",
    version: "1.0",
    token: "mine",
    spareToken: "mine",
    previous: "",
    page: "page",
    spec: () => ({ version: 1 }),
    rowsKnown: () => ({ runNumber: 3, afterSeq: 7 }),
    onFrame: (act) => ((draw = act), () => (wantsDrawing = true)),
    network,
    ...options,
  });
  const events = [];
  for (const type of ["welcome", "ack", "refused", "state", "notice", "frame", "rows", "points", "connection"]) {
    run.addEventListener(type, ({ detail }) => events.push([type, detail]));
  }
  const nextFrame = () => wantsDrawing && ((wantsDrawing = false), draw());
  run.connect();
  return { run, network, nextFrame, detailsOf: (type) => events.filter(([name]) => name === type).map(([, detail]) => detail) };
}

function makeOpenRun(options) {
  const made = makeRun(options);
  made.network.socket.onopen();
  made.network.socket.tell(WELCOME);
  return made;
}

test("the first word says who the page is, what it shows and what it has", () => {
  const { network } = makeRun({ previous: "former" });
  network.socket.onopen();
  assert.deepEqual(network.socket.sent, [{
    type: "hello", version: "1.0", token: "mine", previous: "former", page: "page", run_number: 3, after_seq: 7,
    credit: { frames: 16, bytes: 262144 }, views: ["parameters"], spec: { version: 1 },
  }]);
});

test("commands wait for the welcome, then go in order and resolve with their acks", async () => {
  const { run, network } = makeRun();
  const first = run.command({ name: "play" });
  const second = run.command({ name: "pause" });
  network.socket.onopen();
  assert.equal(network.socket.sentOf("command").length, 0);
  network.socket.tell(WELCOME);
  assert.deepEqual(network.socket.sentOf("command"), [
    { type: "command", id: 1, command: { name: "play" } },
    { type: "command", id: 2, command: { name: "pause" } },
  ]);
  network.socket.tell({ type: "ack", id: 2, step: 5 });
  network.socket.tell({ type: "ack", id: 1, step: 0 });
  assert.deepEqual([(await first).step, (await second).step], [0, 5]);
});

test("a refused command rejects with the server's reason", async () => {
  const { run, network, detailsOf } = makeOpenRun();
  const answer = run.command({ name: "set", field: "training.learning_rate", value: -1 });
  const refusal = { type: "refused", id: 1, field: "training.learning_rate", code: "too_small", params: { minimum: 0 } };
  network.socket.tell(refusal);
  await assert.rejects(answer, refusal);
  assert.deepEqual(detailsOf("refused"), [refusal]);
});

test("what was not answered when the line was cut goes again under its number, with what came since", () => {
  const { run, network } = makeOpenRun();
  run.command({ name: "unit.add", layer: 0 });
  network.socket.onclose({ code: 1006 });
  run.command({ name: "play" });
  network.wait(500);
  network.socket.onopen();
  assert.equal(network.socket.sentOf("hello")[0].token, "renewed");
  network.socket.tell(WELCOME);
  assert.deepEqual(network.socket.sentOf("command").map(({ id, command }) => [id, command.name]), [[1, "unit.add"], [2, "play"]]);
});

test("of a slider that moves without a line only the last place goes, and its answer holds for all", async () => {
  const { run, network } = makeRun();
  const answers = [1, 2, 3].map((value) => run.command({ name: "set", field: "dataset.noise", value }));
  network.socket.onopen();
  network.socket.tell(WELCOME);
  const commands = network.socket.sentOf("command");
  assert.deepEqual(commands.map(({ command }) => command.value), [3]);
  network.socket.tell({ type: "ack", id: commands[0].id, step: 9 });
  assert.deepEqual((await Promise.all(answers)).map((ack) => ack.step), [9, 9, 9]);
});

test("a ping is answered at once", () => {
  const { network } = makeOpenRun();
  network.socket.tell({ type: "ping" });
  assert.deepEqual(network.socket.sent.at(-1), { type: "pong" });
});

test("of the frames between two drawings only the newest is shown", () => {
  const { network, nextFrame, detailsOf } = makeOpenRun();
  for (const name of ["start", "backward", "playing"]) network.socket.tell(packetOf(name));
  assert.equal(detailsOf("frame").length, 0);
  nextFrame();
  assert.deepEqual(detailsOf("frame").map((frame) => frame.step), [1099511627777]);
});

test("credit goes back when half of the frames are drawn or skipped", () => {
  const { network, nextFrame } = makeOpenRun();
  for (let index = 0; index < 7; index++) network.socket.tell(packetOf("empty"));
  nextFrame();
  assert.deepEqual(network.socket.sentOf("credit"), []);
  network.socket.tell(packetOf("empty"));
  network.socket.tell(packetOf("empty"));
  assert.deepEqual(network.socket.sentOf("credit"), [{ type: "credit", frames: 8, bytes: 512 }]);
});

test("credit goes back when half of the bytes are used", () => {
  const { network, nextFrame } = makeOpenRun();
  network.socket.tell(packetOf("empty"));
  const large = new Uint8Array(131_072);
  large.set(new Uint8Array(packetOf("empty")));
  network.socket.tell(large.buffer);
  network.socket.tell(packetOf("empty"));
  assert.deepEqual(network.socket.sentOf("credit"), [{ type: "credit", frames: 2, bytes: 131_136 }]);
  nextFrame();
});

test("credit less than half goes back a moment later, so that a larger frame is not held up", () => {
  const { network, nextFrame } = makeOpenRun();
  network.socket.tell(packetOf("empty"));
  nextFrame();
  network.wait(399);
  assert.equal(network.socket.sentOf("credit").length, 0);
  network.wait(1);
  assert.deepEqual(network.socket.sentOf("credit"), [{ type: "credit", frames: 1, bytes: 64 }]);
  network.wait(1_000);
  assert.equal(network.socket.sentOf("credit").length, 1);
});

test("a new line owes nothing for frames of the old one", () => {
  const { network, nextFrame, detailsOf } = makeOpenRun();
  network.socket.tell(packetOf("empty"));
  network.socket.onclose({ code: 1006 });
  network.wait(500);
  network.socket.onopen();
  network.socket.tell(WELCOME);
  nextFrame();
  network.wait(1_000);
  assert.deepEqual([network.socket.sentOf("credit"), detailsOf("frame")], [[], []]);
});

test("rows and points are told as they come", () => {
  const { network, detailsOf } = makeOpenRun();
  network.socket.tell(packetOf("rows"));
  network.socket.tell(packetOf("points"));
  assert.deepEqual([detailsOf("rows")[0].rows.length, detailsOf("points")[0].dataVersion], [3, 2]);
});

test("a broken packet ends the line, and a new one begins", () => {
  const { network, nextFrame, detailsOf } = makeOpenRun();
  network.socket.tell(packetOf("playing").slice(0, 100));
  nextFrame();
  assert.equal(detailsOf("connection").at(-1).reason.code, "broken_packet");
  network.wait(500);
  network.socket.onopen();
  network.socket.tell(new ArrayBuffer(2));
  assert.ok(network.socket.isClosed);
});

test("views and sight are told once each, and again where a line is new", () => {
  const { run, network } = makeOpenRun();
  const views = ["parameters", { view: "values", layer: 0, unit: 1 }];
  run.setViews(views);
  run.setViews([...views]);
  run.setVisible(false);
  run.setVisible(false);
  assert.deepEqual(network.socket.sent.slice(1), [{ type: "views", views }, { type: "visible", visible: false }]);
  network.socket.onclose({ code: 1006 });
  network.wait(500);
  network.socket.onopen();
  network.socket.tell(WELCOME);
  assert.deepEqual(network.socket.sentOf("hello")[0].views, views);
  assert.deepEqual(network.socket.sentOf("visible"), [{ type: "visible", visible: false }]);
});

test("each code the server closes with has its reason", () => {
  const reasons = { 4008: "policy", 4009: "too_big", 4012: "restart", 4013: "busy", 4029: "rate", 4403: "token", 4404: "gone", 1006: "lost" };
  for (const [code, reason] of Object.entries(reasons)) {
    const { network, detailsOf } = makeOpenRun({ token: "mine", spareToken: "renewed" });
    network.socket.onclose({ code: Number(code) });
    assert.deepEqual(detailsOf("connection").at(-1), { connection: "lost", reason: { code: reason, params: {} } });
  }
});

test("a notice just before the end says more than the code", () => {
  const { network, detailsOf } = makeOpenRun();
  network.socket.tell({ type: "notice", code: "reload", field: "", params: {} });
  network.socket.onclose({ code: 4008 });
  assert.equal(detailsOf("connection").at(-1).reason.code, "reload");
});

test("a notice of another matter is not why the line ended", () => {
  const { network, detailsOf } = makeOpenRun();
  network.socket.tell({ type: "notice", code: "not_saved", params: {} });
  network.socket.tell({ type: "ping" });
  network.socket.onclose({ code: 4012 });
  assert.equal(detailsOf("connection").at(-1).reason.code, "restart");
});

test("where coming again is no use, what waits is refused, and so is all that follows", async () => {
  const { run, network } = makeOpenRun();
  const waiting = run.command({ name: "play" });
  network.socket.onclose({ code: 4404 });
  await assert.rejects(waiting, { id: 1, field: "command", code: "gone", params: {} });
  await assert.rejects(run.command({ name: "play" }), { id: 2, field: "command", code: "not_connected", params: {} });
  network.wait(60_000);
  assert.equal(network.sockets.length, 1);
});

test("a kept token that is not taken any more gives way to the page's own", () => {
  const { network } = makeRun({ token: "kept", spareToken: "mine", previous: "former" });
  network.socket.onopen();
  network.socket.onclose({ code: 4403 });
  network.wait(500);
  network.socket.onopen();
  const [{ token, previous }] = network.socket.sentOf("hello");
  assert.deepEqual([token, previous], ["mine", undefined]);
});

test("a command that was too big is given up, the others go again", async () => {
  const { run, network } = makeOpenRun();
  const large = run.command({ name: "spec", spec: { title: "x".repeat(2_000) } });
  run.command({ name: "play" });
  network.socket.tell({ type: "notice", code: "too_big", params: { maximum: 1_000 } });
  network.socket.onclose({ code: 4009 });
  await assert.rejects(large, (refusal) => refusal.code === "too_big");
  network.wait(500);
  network.socket.onopen();
  network.socket.tell(WELCOME);
  assert.deepEqual(network.socket.sentOf("command").map(({ command }) => command.name), ["play"]);
});

test("an answer reaches listeners before whoever gave the command", async () => {
  const { run, network } = makeOpenRun();
  const order = [];
  run.addEventListener("ack", () => order.push("event"));
  const answer = run.command({ name: "play" }).then(() => order.push("promise"));
  network.socket.tell({ type: "ack", id: 1 });
  await answer;
  assert.deepEqual(order, ["event", "promise"]);
});

test("an ended run draws nothing and comes back no more", () => {
  const { run, network, nextFrame, detailsOf } = makeOpenRun();
  network.socket.tell(packetOf("empty"));
  run.end();
  nextFrame();
  network.wait(100_000);
  assert.deepEqual([detailsOf("frame").length, network.sockets.length], [0, 1]);
});
