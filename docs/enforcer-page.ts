/** docs/enforcer.md with its tables of outcomes and of reasons for a release, as the code has them. */

import { format } from "prettier";
import { decisionOf, isOutcomeCode, outcomeCodes } from "../enforcer/outcome.ts";
import { releaseReasons } from "../enforcer/quarantine/transitions.ts";

/** Replaces what lies between `<!-- outcomes -->` and `<!-- /outcomes -->`, and likewise for `reasons`. */
export async function enforcerPageWithTables(page: string): Promise<string> {
  return withPart(withPart(page, "outcomes", await outcomes()), "reasons", await reasons());
}

function outcomes(): Promise<string> {
  const codes = Object.keys(outcomeCodes)
    .filter(isOutcomeCode)
    .map((code) => [`\`${code}\``, `\`${decisionOf(code)}\``, outcomeCodes[code]]);
  return table(["code", "decision", "meaning"], codes);
}

function reasons(): Promise<string> {
  const rows = Object.entries(releaseReasons).map(([reason, meaning]) => [`\`${reason}\``, meaning]);
  return table(["reason", "meaning"], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): Promise<string> {
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return format(lines.join("\n"), { parser: "markdown", printWidth: 120 });
}

function withPart(page: string, name: string, text: string): string {
  const place = new RegExp(`(?<=^<!-- ${name} -->\n).*?(?=^<!-- /${name} -->$)`, "ms");
  return page.replace(place, () => `\n${text}\n`);
}
