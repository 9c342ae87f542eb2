/**
 * A real Redis for tests: the one that REDIS_URL names, else one of our own, started from Debian's redis-server with a
 * directory of its own and gone with the test process.
 */

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import { freePort } from "./free-port.ts";
import { OwnProcess } from "./own-process.ts";

export interface RedisServer {
  /** `redis://...` */
  readonly url: string;
  /** Whether it is ours, so that tests may stop, kill and configure it. */
  readonly own: boolean;
  /** Ends it in good order. Its data stay for `restart`. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. Its data stay for `restart`, but for the last second's. */
  kill(): Promise<void>;
  /** Starts it again, on the same port and data. */
  restart(): Promise<void>;
  /** Lets it hang: it takes connections and answers nothing until `resume`. */
  pause(): void;
  resume(): void;
  /** Call at the end: ends it and removes its data. Does nothing to a server that is not ours. */
  dispose(): Promise<void>;
}

/**
 * @param settings of redis-server, e.g. `{ requirepass: "secret" }`; with any, the server is always one of our own.
 * @returns `undefined` where there is no Redis and no way to start one; with CI=true that throws instead.
 */
export async function redisServer(settings: Readonly<Record<string, string>> = {}): Promise<RedisServer | undefined> {
  const url = process.env["REDIS_URL"];
  if (url && Object.keys(settings).length === 0) return strangerAt(url);
  try {
    await promisify(execFile)("redis-server", ["--version"]);
  } catch (error) {
    const problem = `No Redis: REDIS_URL is not set, and there is no redis-server to start. ${String(error)}`;
    if (process.env["CI"] === "true") throw new Error(problem, { cause: error });
    console.error(`\n*** SKIPPED: tests on a real Redis. ${problem}\n`);
    return undefined;
  }
  return startOwn(settings);
}

function strangerAt(url: string): RedisServer {
  const refuse = (): never => {
    throw new Error("This Redis is not ours to stop.");
  };
  const refuseLater = async (): Promise<never> => refuse();
  return {
    url,
    own: false,
    stop: refuseLater,
    kill: refuseLater,
    restart: refuseLater,
    pause: refuse,
    resume: refuse,
    dispose: async () => {},
  };
}

async function startOwn(settings: Readonly<Record<string, string>>): Promise<RedisServer> {
  const port = await freePort();
  const directory = await mkdtemp(path.join(tmpdir(), "picket-redis-"));
  const all = { port: String(port), bind: "127.0.0.1", dir: directory, save: "", appendonly: "yes", ...settings };
  const server = new OwnProcess({
    name: "Redis",
    command: "redis-server",
    words: Object.entries(all).flatMap(([name, value]) => [`--${name}`].concat(value.split(" "))),
    ready: (signal) => redisAnswers(port, signal, settings["requirepass"]),
  });
  await server.start();
  return {
    url: `redis://127.0.0.1:${port}`,
    own: true,
    stop: () => server.stop(),
    kill: () => server.kill(),
    restart: () => server.start(),
    pause: () => server.pause(),
    resume: () => server.resume(),
    dispose: async () => {
      await server.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Resolves when a Redis, or a Sentinel, answers at the port. */
export async function redisAnswers(port: number, signal: AbortSignal, password?: string): Promise<void> {
  const client = new Redis(port, {
    ...(password === undefined ? {} : { password }),
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
  });
  client.on("error", () => {});
  signal.addEventListener("abort", () => client.disconnect(), { once: true });
  await client.ping();
  client.disconnect();
}
