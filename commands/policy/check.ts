/** `picket policy check`: a policy in plain sentences, for those who review it. */

import { inWords } from "../../nodes/policy/in-words.ts";
import { warningsOf } from "../../nodes/policy/warnings.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";
import { readPolicy } from "./read-policy.ts";

/** @throws PicketError `SETTINGS_INVALID` with all that is wrong; what is only dangerous is written and no error. */
export async function check(
  path: string,
  { stdout }: Pick<Surroundings, "stdout"> = processSurroundings(),
): Promise<void> {
  const policy = await readPolicy(path);
  const warnings = warningsOf(policy);
  const lines = [`${policy.name}, version ${policy.version}`, ...inWords(policy).map((sentence) => `  ${sentence}`)];
  if (warnings.length > 0) lines.push("", "Dangerous:", ...warnings.map((warning) => `  ${warning}`));
  stdout.write(`${lines.join("\n")}\n`);
}
