// Tests of static/js/run-token.js.

import assert from "node:assert/strict";
import { test } from "node:test";

import { chooseToken, fragmentOf, keepToken } from "../../static/js/run-token.js";

const makeStorage = () => {
  const items = new Map();
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => items.set(key, value) };
};
const refusing = { getItem: () => { throw new Error("refused"); }, setItem: () => { throw new Error("refused"); } };
const choose = (fields) => chooseToken({ own: "own", address: "net=8", fragment: "", storage: makeStorage(), ...fields });

test("a page whose address the tab drives goes on with that run", () => {
  const storage = makeStorage();
  assert.ok(keepToken(storage, "kept", "net=8"));
  assert.deepEqual(choose({ storage }), { token: "kept", previous: "" });
});

test("a page at another address begins a run and hands the visitor on", () => {
  const storage = makeStorage();
  keepToken(storage, "kept", "net=4");
  assert.deepEqual(choose({ storage }), { token: "own", previous: "kept" });
});

test("a tab that drove nothing shows the page's own token", () => {
  assert.deepEqual(choose({}), { token: "own", previous: "" });
});

test("a link that carries a token goes on with its run", () => {
  assert.deepEqual(choose({ fragment: fragmentOf("a:b/c=") }), { token: "a:b/c=", previous: "" });
  assert.deepEqual(choose({ fragment: "#stage" }), { token: "own", previous: "" });
});

test("where the browser refuses storage, that is said and nothing breaks", () => {
  assert.equal(keepToken(refusing, "kept", "net=8"), false);
  assert.equal(keepToken(null, "kept", "net=8"), false);
  assert.deepEqual(choose({ storage: refusing }), { token: "own", previous: "" });
  assert.deepEqual(choose({ storage: null }), { token: "own", previous: "" });
});

test("what is no token of ours in the storage is nothing", () => {
  for (const text of ["{", "null", "[]", '{"token":1}']) {
    const storage = makeStorage();
    storage.setItem("run", text);
    assert.deepEqual(choose({ storage }), { token: "own", previous: "" }, text);
  }
});
