/** Reads the YAML files that people write; each mistake names its line and its path in the file. */

import { type Event, EVENT_ID, constructFromEvents, getScalarValue, parseEvents, YAMLException } from "js-yaml";
import { z } from "zod";
import { PicketError } from "../errors/picket-error.ts";

type Path = readonly PropertyKey[];

/**
 * @param schema of the one document in the file; an empty file is `undefined` to it.
 * @param file the name to show.
 * @param what it is, such as `policy`.
 * @throws PicketError `SETTINGS_INVALID` with all mistakes at once.
 */
export function readYaml<Value>(text: string, schema: z.ZodType<Value>, file: string, what: string): Value {
  const wrong = (mistakes: readonly string[]) =>
    new PicketError("SETTINGS_INVALID", `The ${what} is wrong:\n${mistakes.map((line) => `  ${line}`).join("\n")}`);
  const { events, documents } = parsed(text, (line, problem) => wrong([`${file}:${line}: ${problem}`]));
  if (documents.length > 1) throw wrong([`${file}: holds ${documents.length} YAML documents, expected one`]);
  const read = schema.safeParse(documents[0]);
  if (read.success) return read.data;
  const lineOf = linesByPath(text, events);
  const mistakes = read.error.issues
    .flatMap(mistakesOf)
    .map(({ path, message }) => ({ line: lineOf(path), where: pathText(path), message }))
    .sort((one, other) => one.line - other.line);
  throw wrong(mistakes.map(({ line, where, message }) => `${file}:${line}: ${where}${message}`));
}

/** @param kind of value that settings have too, such as a duration; there it is always text. */
export function written<Value>(kind: { readonly schema: z.ZodType<Value, string>; readonly expected: string }) {
  return z.custom<string>().transform((text, context) => {
    const value = kind.schema.safeParse(text);
    if (value.success) return value.data;
    context.issues.push({ code: "custom", input: text, message: `expected ${kind.expected}` });
    return z.NEVER;
  });
}

function parsed(text: string, wrong: (line: number, problem: string) => PicketError) {
  try {
    const events = parseEvents(text, {});
    return { events, documents: constructFromEvents(events, { source: text }) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw wrong((error.mark?.line ?? 0) + 1, error.reason);
  }
}

/** One for each unknown key, at the place of the key. */
function mistakesOf(issue: z.core.$ZodIssue): readonly { path: Path; message: string }[] {
  if (issue.code !== "unrecognized_keys") return [{ path: issue.path, message: issue.message }];
  return issue.keys.map((key) => ({ path: [...issue.path, key], message: "is not known" }));
}

/** `nodes[0].cpu: `; nothing for the whole file. */
function pathText(path: Path): string {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`));
  return path.length === 0 ? "" : `${steps.join("").replace(/^\./, "")}: `;
}

/** @returns the line of what a path leads to, or of the nearest above it that is written down. */
function linesByPath(text: string, events: readonly Event[]): (path: Path) => number {
  const places = placesOf(text, events);
  return (path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const offset = places.get(JSON.stringify(path.slice(0, length)));
      if (offset !== undefined) return text.slice(0, offset).split("\n").length;
    }
    return 1;
  };
}

/** Where in the text each value begins, by its path: with its key, or as an item. */
function placesOf(text: string, events: readonly Event[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  // The first event opens the document.
  let next = 1;
  const isClosed = () => (events[next]?.type ?? EVENT_ID.POP) === EVENT_ID.POP;
  const visit = (path: Path, keyAt?: number): void => {
    const event = events[next];
    next += 1;
    if (event === undefined) return;
    places.set(JSON.stringify(path), keyAt ?? startOf(event));
    if (event.type === EVENT_ID.SEQUENCE) {
      for (let index = 0; !isClosed(); index += 1) visit([...path, index]);
      next += 1;
    } else if (event.type === EVENT_ID.MAPPING) {
      while (!isClosed()) {
        const key = events[next];
        next += 1;
        if (key !== undefined)
          visit([...path, key.type === EVENT_ID.SCALAR ? getScalarValue(text, key) : ""], startOf(key));
      }
      next += 1;
    }
  };
  visit([]);
  return places;
}

function startOf(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart;
  if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) return event.start;
  return event.type === EVENT_ID.ALIAS ? event.anchorStart : 0;
}
