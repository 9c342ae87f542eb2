/**
 * Follows a page of docs/ as its reader would: runs the commands of its `console` blocks in order, and holds what they say to
 * what the page says, all but times, ids and the width of columns.
 *
 * In a block, `...` stands for any lines. An enforcer runs on beside what follows until the next one begins, or until the page
 * has the remark `<!-- the enforcer is stopped -->`; blocks of `log` are what it says meanwhile.
 */

import assert from "node:assert/strict";
import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { systemClock } from "../../runtime/clock.ts";

type Step =
  | { readonly kind: "command"; readonly line: number; readonly command: string; readonly said: string }
  | { readonly kind: "log"; readonly line: number; readonly said: string }
  | { readonly kind: "stop" };

export interface Reader {
  /** Where commands run. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What an enforcer on a real cluster gets beside that. */
  readonly ofEnforcers: () => Promise<Readonly<Record<string, string>>>;
}

/** What others do may take a while to be seen; until then these are asked again. */
const looks = /^(kubectl (get|describe)|picket (quarantine (list|show)|tail)|curl)\b/;
const [patienceMs, betweenMs] = [30_000, 200];

/** @returns how many commands there were. @throws AssertionError for the first that says something else. */
export async function follow(page: string, reader: Reader): Promise<number> {
  const shell = new Shell(reader);
  const enforcers = new Enforcers(shell, reader.ofEnforcers);
  const steps = stepsOf(page);
  try {
    for (const step of steps) {
      if (step.kind === "stop") await enforcers.stop();
      else if (step.kind === "log") await agree(step, async () => enforcers.said);
      else if (step.command.startsWith("picket enforcer ")) await enforcers.start(step);
      else await agree(step, () => shell.run(step.command));
    }
  } finally {
    await enforcers.stop();
  }
  return steps.filter(({ kind }) => kind === "command").length;
}

function stepsOf(page: string): readonly Step[] {
  const places = page.matchAll(/^```(console|log)\n(.*?)^```|^<!-- the enforcer is stopped -->/gms);
  return [...places].flatMap(({ index, 1: fence, 2: block = "" }): Step[] => {
    const line = page.slice(0, index).split("\n").length;
    if (fence === undefined) return [{ kind: "stop" }];
    if (fence === "log") return [{ kind: "log", line, said: block }];
    // A command goes on in the next line after a backslash, and with a here-document until its end.
    const commands = block.matchAll(/^\$ ((?:.*\\\n)*(?:.*<<'END'\n(?:.*\n)*?END|.*))\n((?:(?!\$ ).*\n)*)/gm);
    return [...commands].map(({ 1: command = "", 2: said = "" }) => ({ kind: "command", line, command, said }));
  });
}

async function agree(step: Exclude<Step, { kind: "stop" }>, say: () => Promise<string>): Promise<void> {
  const isLook = step.kind === "log" || looks.test(step.command);
  const late = systemClock.elapsed() + (isLook ? patienceMs : 0);
  let said = await say();
  while (!isAsPrinted(said, step) && systemClock.elapsed() < late) {
    await systemClock.sleep(betweenMs);
    said = await say();
  }
  if (isAsPrinted(said, step)) return;
  const what = step.kind === "log" ? "what the enforcer says" : step.command;
  assert.equal(blurred(said), blurred(step.said), `line ${step.line} of the page: ${what}`);
}

/** An enforcer says more before, between and after the lines that the page shows. */
function isAsPrinted(said: string, { kind, said: printed }: Exclude<Step, { kind: "stop" }>): boolean {
  const lines = blurred(printed).split("\n");
  const patterns = lines.map((line) => (line === "..." ? anyLines : `${escaped(line)}\n`));
  const pattern = kind === "log" ? patterns.join(anyLines) : `^${patterns.join("")}$`;
  return new RegExp(pattern).test(`${blurred(said)}\n`);
}

const anyLines = "(?:.*\n)*?";

/** A shell for each command; what was exported holds on. */
class Shell {
  readonly #reader: Reader;
  #exports = "";

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  async run(command: string): Promise<string> {
    const shell = this.start(`exec 2>&1; ${command}`);
    const [said] = await Promise.all([text(shell.stdout), once(shell, "close")]);
    if (/^(export|unset) /.test(command)) this.#exports += `${command}\n`;
    return said;
  }

  start(command: string, more: Readonly<Record<string, string>> = {}): ChildProcessByStdio<null, Readable, Readable> {
    const { directory, environment } = this.#reader;
    return spawn("sh", ["-c", this.#exports + command], {
      cwd: directory,
      env: { ...environment, ...more },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }
}

/** One at a time. */
class Enforcers {
  /** On standard error, by the one that began last. */
  said = "";
  readonly #shell: Shell;
  readonly #environment: Reader["ofEnforcers"];
  #running: ChildProcess | undefined;

  constructor(shell: Shell, environment: Reader["ofEnforcers"]) {
    this.#shell = shell;
    this.#environment = environment;
  }

  async start(step: Extract<Step, { kind: "command" }>): Promise<void> {
    await this.stop();
    const isSimulated = step.command.includes(" --simulate ");
    const child = this.#shell.start(`exec ${step.command}`, isSimulated ? {} : await this.#environment());
    this.#running = child;
    process.once("exit", () => child.kill("SIGKILL"));
    child.stderr.on("data", (data) => (this.said += String(data)));
    await agree({ kind: "log", line: step.line, said: step.said }, async () => this.said);
  }

  async stop(): Promise<void> {
    const child = this.#running;
    this.#running = undefined;
    if (child === undefined) return;
    const ended = once(child, "close");
    child.kill("SIGTERM");
    await ended;
    this.said = "";
  }
}

/** Times, ages, ids, offsets, keys and names of replicas as their kind; columns by one space. */
function blurred(said: string): string {
  return said
    .trimEnd()
    .replaceAll(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, "TIME")
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "UUID")
    .replaceAll(/(?<![\w-])[\w-]{43}(?![\w-])/g, "KEY")
    .replaceAll(/@\d+\b|(?<="offset":)"\d+"/g, "OFFSET")
    .replaceAll(/[\w.-]+\.[0-9a-f]{8}(?![\w-])/g, "REPLICA")
    .replaceAll(/(?<![\w.-])(\d+[dhms]){1,2}\b/g, "AGE")
    .replaceAll(/-{3,}/g, "---")
    .replaceAll(/[ \t]+/g, " ")
    .replaceAll(/ $/gm, "");
}

function escaped(line: string): string {
  return line.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
