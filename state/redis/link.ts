/** One connection to Redis, in whatever shape: commands that always answer in time, or say why not. */

import { Cluster, type Redis } from "ioredis";
import { PicketError } from "../../errors/picket-error.ts";
import { stateUnavailable } from "./problems.ts";
import type { Script } from "./scripts.ts";

type Argument = string | number | Buffer;

export class RedisLink {
  readonly #client: Redis | Cluster;
  readonly #timeoutMs: number;
  #ready: Promise<void> | undefined;
  #unusable: Error | undefined;

  /** `client` connects when it is first used, and queues nothing while it is not connected. */
  constructor(client: Redis | Cluster, timeoutMs: number) {
    this.#client = client;
    this.#timeoutMs = timeoutMs;
    // The one who waits hears of errors; between commands the client connects again by itself.
    client.on("error", (error: Error) => {
      // The client would go on, in database 0.
      if (/DB index|SELECT/.test(error.message)) this.#unusable = error;
    });
  }

  /** @throws PicketError `STATE_UNAVAILABLE`, also when there is no answer in time. */
  async command(during: string, name: string, ...words: Argument[]): Promise<unknown> {
    return this.#answer(during, () => this.#client.callBuffer(name, ...words));
  }

  /** Runs a script, which Redis may have forgotten. */
  async run(during: string, { sha, source }: Script, keys: readonly string[], words: readonly Argument[]) {
    const rest = [keys.length, ...keys, ...words];
    return this.#answer(during, async () => {
      try {
        return await this.#client.callBuffer("EVALSHA", sha, ...rest);
      } catch (error) {
        if (!String(error).includes("NOSCRIPT")) throw error;
        return this.#client.callBuffer("EVAL", source, ...rest);
      }
    });
  }

  /** Keys that match, from all nodes. */
  async *scan(during: string, pattern: string): AsyncGenerator<string> {
    await this.#answer(during, async () => {});
    const nodes = this.#client instanceof Cluster ? this.#client.nodes("master") : [this.#client];
    for (const node of nodes) {
      let cursor = "0";
      do {
        const [next, keys] = await this.#answer(during, () => node.scan(cursor, "MATCH", pattern, "COUNT", 1000));
        yield* keys;
        cursor = next;
      } while (cursor !== "0");
    }
  }

  close(): void {
    this.#unusable = new Error("the store is closed");
    this.#client.disconnect();
  }

  async #answer<T>(during: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await this.#inTime(this.#connected().then(ask));
    } catch (error) {
      throw error instanceof PicketError ? error : stateUnavailable(during, error);
    }
  }

  async #connected(): Promise<void> {
    if (this.#unusable) throw this.#unusable;
    if (this.#client.status === "ready") return;
    this.#ready ??= this.#connect().finally(() => (this.#ready = undefined));
    await this.#ready;
  }

  /** Resolves when the client can be used; rejects with its first error, or when it is closed. */
  async #connect(): Promise<void> {
    const client = this.#client;
    await new Promise<void>((resolve, reject) => {
      const settle = (error?: Error): void => {
        client.off("ready", ready).off("error", settle).off("end", ended);
        if (error) reject(error);
        else resolve();
      };
      const ready = (): void => settle();
      const ended = (): void => settle(new Error("the connection is closed"));
      client.on("ready", ready).on("error", settle).on("end", ended);
      if (client.status === "wait") client.connect().catch(settle);
      // A connection that hangs while it opens makes neither sound.
      setTimeout(() => settle(new Error(noAnswer(this.#timeoutMs))), this.#timeoutMs).unref();
    });
  }

  async #inTime<T>(answer: Promise<T>): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(noAnswer(this.#timeoutMs))), this.#timeoutMs);
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function noAnswer(timeoutMs: number): string {
  return `no answer within ${timeoutMs} ms`;
}
