/** A busy machine for tests: Debian's stress-ng on all CPUs. */

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { OwnProcess } from "./own-process.ts";

/** @returns whether it is there; where it is not, says so, and with CI=true throws. */
export async function hasStress(): Promise<boolean> {
  try {
    await promisify(execFile)("stress-ng", ["--version"]);
    return true;
  } catch (error) {
    const problem = `No stress-ng (Debian: stress-ng). ${String(error)}`;
    if (process.env["CI"] === "true") throw new Error(problem, { cause: error });
    console.error(`\n*** SKIPPED: tests on a busy machine. ${problem}\n`);
    return false;
  }
}

/** Until it is stopped, or a minute is over. */
export async function stress(): Promise<OwnProcess> {
  const words = ["--cpu", "0", "--timeout", "60s"];
  const busy = new OwnProcess({ name: "stress-ng", command: "stress-ng", words, ready: async () => {} });
  await busy.start();
  return busy;
}
