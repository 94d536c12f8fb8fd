// The signed token by which this tab drives its run, kept across reloads beside the address that it drives.

const KEY = "run";
const FRAGMENT = "#run=";

/** @typedef {Pick<Storage, "getItem" | "setItem">} Keep */

/**
 * The tab's own storage; null where the browser refuses it.
 * @returns {Keep | null}
 */
export function tabStorage() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/**
 * Which token a page that has just loaded shows, and whose run this tab drove before.
 * A page at another address than the kept one begins a new run.
 * @param {{own: string, address: string | null, fragment: string, storage: Keep | null}} page
 * @returns {{token: string, previous: string}}
 */
export function chooseToken({ own, address, fragment, storage }) {
  if (fragment.startsWith(FRAGMENT)) return { token: decodeURIComponent(fragment.slice(FRAGMENT.length)), previous: "" };
  const kept = readKept(storage);
  if (!kept) return { token: own, previous: "" };
  return kept.address === address ? { token: kept.token, previous: "" } : { token: own, previous: kept.token };
}

/**
 * Gives back whether it was kept; where not, a link to the same run has to carry it.
 * @param {Keep | null} storage
 * @param {string} token
 * @param {string | null} address
 * @returns {boolean}
 */
export function keepToken(storage, token, address) {
  try {
    storage?.setItem(KEY, JSON.stringify({ token, address }));
    return storage !== null;
  } catch {
    return false;
  }
}

/**
 * The end of a link by which the next page goes on with the same run.
 * @param {string} token
 */
export function fragmentOf(token) {
  return FRAGMENT + encodeURIComponent(token);
}

/**
 * @param {Keep | null} storage
 * @returns {{token: string, address: string | null} | null}
 */
function readKept(storage) {
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? "null");
    return typeof kept?.token === "string" ? kept : null;
  } catch {
    return null;
  }
}
