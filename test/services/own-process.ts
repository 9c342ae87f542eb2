/** A server that a test starts as a process of its own, and what can happen to such a process. None outlives the tests. */

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

export interface Program {
  /** For messages. */
  readonly name: string;
  readonly command: string;
  readonly words: readonly string[];
  /** Resolves once the server answers. The signal aborts when there is no use in waiting any longer. */
  readonly ready: (signal: AbortSignal) => Promise<void>;
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
// A signal alone would end the process without that event; the runner sends one when a file takes too long.
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => process.exit(1));

export class OwnProcess {
  readonly #program: Program;
  #child: ChildProcess | undefined;

  constructor(program: Program) {
    this.#program = program;
  }

  /** @throws when the server ends, or a minute passes, before it answers; with the last that it said. */
  async start(): Promise<void> {
    const { name, command, words, ready } = this.#program;
    const child = spawn(command, words, { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    running.add(child);
    child.once("close", () => running.delete(child));
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => (said = (said + String(data)).slice(-4000)));
    }
    const gone = once(child, "close").then(() => {
      throw new Error(`${name} ended:\n${said}`);
    });
    const waiting = new AbortController();
    const late = AbortSignal.timeout(60_000);
    try {
      await Promise.race([gone, ready(AbortSignal.any([waiting.signal, late]))]);
      late.throwIfAborted();
    } catch (error) {
      throw late.aborted ? new Error(`${name} does not answer:\n${said}`, { cause: error }) : error;
    } finally {
      waiting.abort();
      // From here on, the test ends it.
      gone.catch(() => {});
    }
  }

  /** Ends it in good order. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Lets it hang: it takes connections and answers nothing until `resume`. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }
}
