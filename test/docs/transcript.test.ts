/** What holds a page to its commands: it lets through what is printed, and nothing else. */

import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { describe, it } from "node:test";
import { follow } from "./transcript.ts";

const reader = {
  directory: tmpdir(),
  environment: { PATH: process.env["PATH"] ?? "" },
  ofEnforcers: async () => ({}),
};
const page = (block: string) => `# A page\n\n\`\`\`console\n${block}\`\`\`\n`;

describe("a page's commands", () => {
  for (const [what, block, count] of [
    ["are run one after the other", "$ echo one; echo two\none\ntwo\n$ true\n", 2],
    ["keep what was exported", '$ export A=1\n$ echo "$A"\n1\n', 2],
    [
      "may go on in the next line, and in a here-document",
      "$ echo \\\n  one\none\n$ cat - <<'END'\none\nEND\none\n",
      2,
    ],
    ["may say more where the page has dots", "$ echo one; echo two; echo three\none\n...\nthree\n...\n", 1],
    [
      "may say other times, ids and widths",
      "$ echo '2026-01-01T00:00:00Z   9m3s b43796e1-0000-4eac-b647-85ee606e5ef0'\n" +
        "2027-02-02T00:00:00.123Z 4s 00000000-0000-0000-0000-000000000000\n",
      1,
    ],
  ] as const)
    it(what, async () => assert.equal(await follow(page(block), reader), count));

  for (const [what, block] of [
    ["say something else", "$ echo one\ntwo\n"],
    ["say more than is printed", "$ echo one; echo two\none\n"],
    ["say less than is printed", "$ echo one\none\ntwo\n"],
    ["say nothing of what is printed after dots", "$ echo one\none\n...\ntwo\n"],
    ["complain", "$ ls nowhere-at-all\n"],
  ] as const)
    it(`are found out when they ${what}`, () => assert.rejects(follow(page(block), reader), assert.AssertionError));
});
