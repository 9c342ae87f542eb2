/** JSON from outside, to be held against a schema. */

/** @returns `undefined` for a text that is no JSON. */
export function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
