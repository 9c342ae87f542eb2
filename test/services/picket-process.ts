/** `picket topology`, or another command, as a process of its own, started as an operator would: what it says, and how it ends. */

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";

const program = path.join(import.meta.dirname, "../../bin/picket.ts");
/** Node.js keeps what it compiled there, which takes a quarter off the next start. */
const compileCache = path.join(tmpdir(), "node-compile-cache");

/** None outlives the tests. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class PicketProcess {
  readonly ended: Promise<Ending>;
  stdout = "";
  stderr = "";
  readonly #child: ChildProcess;

  /**
   * Metrics are not served unless `environment` names a port; of this process's own environment nothing is inherited.
   * @param nodeArguments - of Node.js itself, e.g. a module to load first.
   * @param words - the command.
   */
  constructor(
    environment: Readonly<Record<string, string>>,
    nodeArguments: readonly string[] = [],
    words: readonly string[] = ["topology"],
  ) {
    const { PATH = "" } = process.env;
    const child = spawn(process.execPath, [...nodeArguments, program, ...words], {
      env: { PATH, NODE_COMPILE_CACHE: compileCache, PICKET_METRICS_PORT: "0", LOG_LEVEL: "debug", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    child.stdout.on("data", (data) => (this.stdout += String(data)));
    child.stderr.on("data", (data) => (this.stderr += String(data)));
    running.add(child);
    this.ended = once(child, "close").then(() => {
      running.delete(child);
      return { code: child.exitCode, signal: child.signalCode };
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves once standard error has shown `pattern`. @throws when the process ends without it. */
  async said(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.stderr)) {
      const { stderr } = this.#child;
      if (!this.running || !stderr) throw new Error(`It ended without saying ${pattern}:\n${this.stderr}`);
      await Promise.race([once(stderr, "data"), this.ended]);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it in good order, as a cluster's scheduler would. */
  async stop(): Promise<Ending> {
    this.kill("SIGTERM");
    return this.ended;
  }
}
