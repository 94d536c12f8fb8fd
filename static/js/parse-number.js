// A number as a learner types it: either decimal mark, any minus sign. Pure.

/**
 * NaN for what is no number. With both marks the last one is the decimal mark; a single comma is one in every language.
 * @param {string} text
 */
export function parseNumber(text) {
  const plain = text.replace(/[\s\u00a0\u202f']/g, "").replace(/[\u2212\u2013]/g, "-");
  const [comma, point] = [plain.lastIndexOf(","), plain.lastIndexOf(".")];
  const decimal = comma > point ? "," : ".";
  const thousands = decimal === "," ? "." : ",";
  const number = plain.replaceAll(thousands, "").replace(decimal, ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number) ? Number(number) : NaN;
}
