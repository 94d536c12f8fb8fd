import assert from "node:assert/strict";
import test from "node:test";

/** @type {{attributes: Record<string, string>, listeners: Record<string, () => void>}[]} */
const appended = [];
globalThis.document = /** @type {any} */ ({
  createElement: () => {
    const element = { attributes: /** @type {Record<string, string>} */ ({}), listeners: /** @type {Record<string, () => void>} */ ({}) };
    return {
      ...element,
      setAttribute: (/** @type {string} */ name, /** @type {string} */ value) => (element.attributes[name] = value),
      addEventListener: (/** @type {string} */ name, /** @type {() => void} */ listener) => (element.listeners[name] = listener),
      append: () => undefined,
      element,
    };
  },
  head: { append: (/** @type {any} */ script) => appended.push(script.element) },
});
const { loadScript } = await import("../../static/js/classic-script.js");

test("a script is fetched once, however often it is asked for", async () => {
  const both = [loadScript("/a.js"), loadScript("/a.js")];
  assert.equal(appended.length, 1);
  appended[0]?.listeners["load"]?.();
  await Promise.all(both);
});

test("a script that could not be fetched is tried again the next time", async () => {
  const first = loadScript("/b.js");
  appended.at(-1)?.listeners["error"]?.();
  await assert.rejects(first);
  const before = appended.length;
  loadScript("/b.js").catch(() => undefined);
  assert.equal(appended.length, before + 1);
});
