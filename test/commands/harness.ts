/** Surroundings for commands under test: the embedded log, captured output, a stop that the test presses. */

import { Writable } from "node:stream";
import type { CommandContext } from "../../commands/context.ts";
import type { Surroundings } from "../../commands/surroundings.ts";
import { simulatedCluster } from "../../enforcer/simulated/cluster.ts";
import { MemoryCluster } from "../../log/memory/cluster.ts";
import { systemClock } from "../../runtime/clock.ts";
import { silentLogger } from "../../telemetry/logger.ts";

export const context: CommandContext = { environment: {}, flags: {}, logger: silentLogger, version: "0" };

export class Captured extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    this.emit("captured");
    done();
  }

  /** Resolves once `text` contains it. */
  async contains(part: string): Promise<void> {
    while (!this.text.includes(part)) await new Promise((resolve) => this.once("captured", resolve));
  }
}

export class Harness {
  readonly cluster = new MemoryCluster({ now: () => systemClock.now() });
  readonly kubernetes = simulatedCluster({ nodes: [] }, { clock: systemClock });
  readonly stdout = new Captured();
  readonly stderr = new Captured();
  readonly stopping = new AbortController();

  get surroundings(): Surroundings {
    return {
      clock: systemClock,
      stdout: this.stdout,
      stderr: this.stderr,
      stop: this.stopping.signal,
      openLog: () => Promise.resolve(this.cluster.connect()),
      openCluster: async (_settings, { instance, watchPods }) => this.kubernetes.connect({ name: instance, watchPods }),
    };
  }
}
