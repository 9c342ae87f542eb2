/**
 * When Picket asks for a node to be cordoned, and when to release it: a file that people write, review and version. Its defaults
 * ask rarely; docs/node-policy.md tells each key.
 */

import { createHash } from "node:crypto";
import { z } from "zod";
import { identifier } from "../../config/kinds.ts";
import { matchesName } from "../../config/name-pattern.ts";
import { readYaml, written } from "../../config/yaml-file.ts";
import { contradictions, defaultRules, givenRules, type Rules } from "./rule-settings.ts";

const policySchema = z
  .strictObject({
    ...givenRules,
    name: written(identifier).prefault("default"),
    version: written(identifier).exactOptional(),
    groups: z
      .array(z.strictObject({ ...givenRules, group: z.string().min(1) }))
      .max(256)
      .default([]),
    exempt: z.array(z.string().min(1)).max(1024).readonly().default([]),
  })
  .transform(({ name, version, groups, exempt, ...own }) => {
    const base = { ...defaultRules, ...own };
    const meaning = {
      rules: base,
      groups: groups.map(({ group, ...others }) => ({ group, rules: { ...base, ...others } })),
      exempt,
    };
    return { name, version: version ?? hashOf(meaning), ...meaning };
  })
  .superRefine((policy, context) => {
    const all = [
      { path: [], rules: policy.rules },
      ...policy.groups.map((group, index) => ({ path: ["groups", index], rules: group.rules })),
    ];
    for (const { path, rules } of all) {
      for (const mistake of contradictions(rules)) {
        context.addIssue({ code: "custom", path: [...path, mistake.key], message: mistake.message });
      }
    }
  });

/** `version`: as it is written, else a hash of what the policy means, its defaults included. */
export interface NodePolicy {
  readonly name: string;
  readonly version: string;
  readonly rules: Rules;
  /** The first whose pattern matches the group holds. */
  readonly groups: readonly { readonly group: string; readonly rules: Rules }[];
  /** Patterns of nodes that are never asked to be cordoned. */
  readonly exempt: readonly string[];
}

/**
 * @param text YAML (or JSON, which is YAML too); nothing at all is the default.
 * @throws PicketError `SETTINGS_INVALID` that names every mistake, with its line in the file.
 */
export function parseNodePolicy(text: string, file: string): NodePolicy {
  return Object.freeze(readYaml(text, policySchema.prefault({}), file, "policy"));
}

/** The defaults. */
export const defaultNodePolicy: NodePolicy = parseNodePolicy("", "default");

export function rulesOf(policy: NodePolicy, group: string): Rules {
  return policy.groups.find((one) => matchesName(one.group, group))?.rules ?? policy.rules;
}

function hashOf(meaning: object): string {
  return createHash("sha256").update(JSON.stringify(meaning)).digest("hex").slice(0, 12);
}
