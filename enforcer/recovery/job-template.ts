/**
 * Jobs of recovery steps, from the template that the policy has. What others wrote, such as a request's reason, must not become
 * part of a command: containers get it in their environment, where a shell does not read it as code.
 */

import { filledInAll, type Values } from "../template.ts";

export type JobTemplate = Readonly<Record<string, unknown>>;

/** The Job, with `{{name}}` filled in everywhere, and the values in the environment of each container, as `PICKET_NAME`. */
export function jobOf(template: JobTemplate, values: Values): JobTemplate {
  return Object.fromEntries(
    Object.entries(template).map(([key, value]): [string, unknown] => {
      if (containerLists.has(key) && Array.isArray(value)) return [key, value.map((one) => containerOf(one, values))];
      return [key, isPlain(value) ? jobOf(value, values) : filledInAll(value, values)];
    }),
  );
}

function containerOf(container: unknown, values: Values): unknown {
  if (!isPlain(container)) return container;
  // Kubernetes replaces $(NAME) in commands and environments; $$ is how a dollar is written there.
  const escaped = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.replaceAll("$", "$$$$")]),
  );
  const filled = filledInAll(container, escaped);
  const own: readonly unknown[] = Array.isArray(filled["env"]) ? filled["env"] : [];
  const named = new Set(own.map((one) => (isPlain(one) ? one["name"] : undefined)));
  const given = Object.entries(escaped).map(([name, value]) => ({ name: variableOf(name), value }));
  return { ...filled, env: [...given.filter(({ name }) => !named.has(name)), ...own] };
}

/** Where a template puts a request's reason into a command, as a path; `undefined` where it does not. */
export function reasonInCommand(tree: unknown, path = "", isCommand = false): string | undefined {
  if (typeof tree === "string") return isCommand && reasonPattern.test(tree) ? path : undefined;
  if (typeof tree !== "object" || tree === null) return undefined;
  for (const [key, value] of Object.entries(tree)) {
    const place = path === "" ? key : `${path}.${key}`;
    const found = reasonInCommand(value, place, isCommand || key === "command" || key === "args");
    if (found !== undefined) return found;
  }
  return undefined;
}

const reasonPattern = /\{\{\s*reason\s*\}\}|\$\(PICKET_REASON\)/;

const containerLists: ReadonlySet<string> = new Set(["containers", "initContainers"]);

/** `nodeUid` is PICKET_NODE_UID. */
function variableOf(name: string): string {
  return `PICKET_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function isPlain(value: unknown): value is JobTemplate {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
