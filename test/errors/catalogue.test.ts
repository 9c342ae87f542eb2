/** The pages of codes and the code agree both ways: every code is explained, and no page explains what is gone. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { errorCatalogue } from "../../errors/catalogue.ts";
import { rejectionReasons } from "../../topology/rejection.ts";

/** Codes of a page, in its order, each with the text below its heading. */
function entriesOf(page: string): readonly (readonly [code: string, text: string])[] {
  const [, ...sections] = readFileSync(new URL(`../../docs/${page}`, import.meta.url), "utf8").split(/^## /m);
  return sections.map((section) => {
    const [code = "", ...lines] = section.split("\n");
    return [code.trim(), lines.join(" ").replaceAll(/\s+/g, " ")];
  });
}

for (const [page, catalogue] of [
  ["errors.md", errorCatalogue],
  ["dead-letters.md", rejectionReasons],
] as const) {
  describe(page, () => {
    const entries = entriesOf(page);

    it("lists the codes of the catalogue, in its order", () => {
      assert.deepEqual(
        entries.map(([code]) => code),
        Object.keys(catalogue),
      );
    });

    for (const [code, meaning] of Object.entries(catalogue)) {
      it(`says of ${code} what it means, in the catalogue's words, and what to do`, () => {
        const [, text = ""] = entries.find(([listed]) => listed === code) ?? [];
        assert.ok(text.includes(meaning), `"${meaning}" is missing`);
        assert.match(text, /What to do: \S/);
      });
    }
  });
}
