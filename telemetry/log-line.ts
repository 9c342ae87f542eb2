/** One line of a JSON log as people read it: time, level, message, then the fields as key=value. */

const levelWidth = 5;

export function formatLogLine(json: string): string {
  const { time, level, message, ...fields }: Record<string, unknown> = JSON.parse(json);
  const pairs = Object.entries(flatten(fields)).map(([key, value]) => ` ${key}=${show(value)}`);
  return `${show(time)} ${show(level).padEnd(levelWidth)} ${textOf(message)}${pairs.join("")}\n`;
}

function flatten(fields: object, prefix = ""): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]: [string, unknown]) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.entries(flatten(value, `${prefix}${key}.`))
        : [[prefix + key, value]],
    ),
  );
}

/** Quoted where it would not read as one word; newlines stay escaped, so a line is a line. */
function show(value: unknown): string {
  const text = textOf(value);
  return text !== "" && !/[\s"=\p{Cc}]/u.test(text) ? text : JSON.stringify(text);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
