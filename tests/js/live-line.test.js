// Tests of static/js/live-line.js, on sockets and a clock that the test plays.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LiveLine } from "../../static/js/live-line.js";
import { FakeNetwork } from "./fake-network.js";

function makeLine({ comesAgain = true } = {}) {
  const network = new FakeNetwork();
  const heard = [];
  const closed = [];
  const listener = { connecting: () => {}, opened: () => {}, heard: (data) => heard.push(data), closed: (code) => (closed.push(code), comesAgain) };
  const line = new LiveLine("wss://site/live/", listener, network);
  line.connect();
  return { line, network, heard, closed };
}

test("a line that fails again and again waits twice as long each time, ten seconds at most", () => {
  const { network } = makeLine();
  const delays = [];
  for (let index = 0; index < 7; index++) {
    const failedAt = network.time;
    network.socket.onclose({ code: 1006 });
    const before = network.sockets.length;
    while (network.sockets.length === before) network.wait(250);
    delays.push(network.time - failedAt);
  }
  assert.deepEqual(delays, [500, 1000, 2000, 4000, 8000, 10000, 10000]);
});

test("the wait is random from nothing to its longest", () => {
  const { network } = makeLine();
  network.chance = 0.25;
  network.socket.onclose({ code: 1006 });
  network.wait(124);
  assert.equal(network.sockets.length, 1);
  network.wait(1);
  assert.equal(network.sockets.length, 2);
});

test("a line that was well begins with the shortest wait", () => {
  const { line, network } = makeLine();
  for (let index = 0; index < 3; index++) {
    network.socket.onclose({ code: 1006 });
    network.wait(10_000);
  }
  line.isWell();
  network.socket.onclose({ code: 1006 });
  network.wait(500);
  assert.equal(network.sockets.length, 5);
});

test("a line on which nothing is heard for 45 seconds is taken for dead", () => {
  const { network, closed } = makeLine();
  network.wait(40_000);
  network.socket.onmessage({ data: "{}" });
  network.wait(40_000);
  assert.deepEqual(closed, []);
  network.wait(20_000);
  assert.deepEqual(closed, [0]);
  assert.ok(network.sockets[0].isClosed);
  assert.equal(network.sockets.length, 2);
});

test("what a socket says after it was taken for dead is not heard", () => {
  const { line, network, heard, closed } = makeLine();
  const [old] = network.sockets;
  line.drop();
  old.onmessage({ data: "late" });
  old.onclose({ code: 1006 });
  assert.deepEqual([heard, closed], [[], [0]]);
});

test("a line that may not come again is ended", () => {
  const { line, network } = makeLine({ comesAgain: false });
  network.socket.onclose({ code: 4404 });
  network.wait(60_000);
  line.hurry();
  assert.deepEqual([network.sockets.length, line.isEnded], [1, true]);
});

test("hurry connects at once where a line waits", () => {
  const { line, network } = makeLine();
  network.socket.onclose({ code: 1006 });
  line.hurry();
  assert.equal(network.sockets.length, 2);
  network.wait(1_000);
  assert.equal(network.sockets.length, 2);
});

test("hurry leaves a line that lives alone, and drops one that slept", () => {
  const { line, network, closed } = makeLine();
  line.hurry();
  assert.deepEqual(closed, []);
  network.time += 60_000;
  line.hurry();
  assert.deepEqual(closed, [0]);
});

test("an ended line stays ended", () => {
  const { line, network } = makeLine();
  line.end();
  line.connect();
  network.wait(100_000);
  assert.equal(network.sockets.length, 1);
  assert.ok(network.socket.isClosed);
});
