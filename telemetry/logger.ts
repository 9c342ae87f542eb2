/** Diagnostics on standard error, as lines for people or as JSON; the logger is passed in, never global. */

import { inspect } from "node:util";
import { pino } from "pino";
import { PicketError } from "../errors/picket-error.ts";
import { formatLogLine } from "./log-line.ts";

export type LogFields = Readonly<Record<string, unknown>>;

/** An error goes in as the field `error`. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A logger that adds these fields to every line. */
  child(fields: LogFields): Logger;
}

export interface LoggerOptions {
  readonly level: string;
  readonly format: "text" | "json";
  /** Where lines go; each ends with a newline. */
  readonly write: (line: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function createLogger({ level, format, write, now }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: null,
      messageKey: "message",
      timestamp: () => `,"time":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: describeError },
    },
    { write: format === "json" ? write : (line) => write(formatLogLine(line)) },
  );
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => silentLogger };

/** Code, message and causes; the stack only where nobody gave the error a code, because then it is a bug. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof PicketError)
    return { code: error.code, message: error.message, ...error.context, ...causeOf(error) };
  return { message: error.message, stack: error.stack, ...causeOf(error) };
}

function causeOf({ cause }: Error): { readonly cause?: string } {
  if (cause === undefined) return {};
  if (!(cause instanceof Error)) return { cause: typeof cause === "string" ? cause : inspect(cause) };
  const deeper = causeOf(cause).cause;
  return { cause: deeper === undefined ? cause.message : `${cause.message}: ${deeper}` };
}
