/**
 * What a command line tells by itself. It is remembered, because a fleet runs the same few thousand of them over and over, and to
 * tell it takes a dozen patterns.
 */

import type { ActingProcess } from "../observation.ts";
import { isArchiving } from "./archiving.ts";
import { namesOfBrought } from "./brought-files.ts";
import { type Place, placeOf } from "./place.ts";
import { isReverseShell } from "./reverse-shell.ts";
import { type Tampering, tamperingOf } from "./tampering.ts";

export interface Command {
  readonly place: Place | undefined;
  readonly isReverseShell: boolean;
  readonly isArchiving: boolean;
  readonly tampering: readonly Tampering[];
  readonly namesOfBrought: readonly string[];
}

/** Then all are forgotten: a fleet with more makes them up. */
const mostRemembered = 8192;

/**
 * So many characters of the arguments are looked at: whoever runs a command chooses how long it is, and patterns take time with
 * its third power (some ms for so many).
 */
const mostRead = 2048;

/** By binary, then arguments. */
const remembered = new Map<string, Map<string, Command>>();
let count = 0;

export function commandOf(acting: ActingProcess): Command {
  const process =
    acting.arguments.length > mostRead ? { ...acting, arguments: acting.arguments.slice(0, mostRead) } : acting;
  const known = remembered.get(process.binary)?.get(process.arguments);
  if (known !== undefined) return known;
  const command = {
    place: placeOf(process.binary),
    isReverseShell: isReverseShell(process),
    isArchiving: isArchiving(process),
    tampering: tamperingOf(process),
    namesOfBrought: namesOfBrought(process),
  };
  remember(process, command);
  return command;
}

function remember({ binary, arguments: given }: ActingProcess, command: Command): void {
  if (count === mostRemembered) {
    remembered.clear();
    count = 0;
  }
  const ofBinary = remembered.get(binary) ?? new Map<string, Command>();
  ofBinary.set(given, command);
  remembered.set(binary, ofBinary);
  count += 1;
}
