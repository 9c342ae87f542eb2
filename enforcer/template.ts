/** `{{name}}` in texts that people write in the policy: notifications and Jobs. */

export type Values = Readonly<Record<string, string>>;

/** What has no value stays as it is written, so that a slip of the pen is seen and not swallowed. */
export function filledIn(template: string, values: Values): string {
  return template.replaceAll(/\{\{\s*([\w.-]+)\s*\}\}/g, (written, name: string) =>
    Object.hasOwn(values, name) ? values[name]! : written,
  );
}

/** The same in every string of a tree of plain values; keys stay as they are. */
export function filledInAll<T>(tree: T, values: Values): T;
export function filledInAll(tree: unknown, values: Values): unknown {
  if (typeof tree === "string") return filledIn(tree, values);
  if (Array.isArray(tree)) return tree.map((one: unknown) => filledInAll(one, values));
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, filledInAll(value, values)]));
}
