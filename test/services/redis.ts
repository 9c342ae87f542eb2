/**
 * A real Redis for tests: the one that REDIS_URL names, else one of our own, started from Debian's redis-server with a
 * directory of its own and gone with the test process.
 */

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import { freePort } from "./free-port.ts";

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
  return OwnServer.start(settings);
}

/** A Sentinel of our own that watches one of our servers under the name `picket`. @returns its port, and how to end it. */
export async function redisSentinel(
  primary: RedisServer,
): Promise<{ readonly port: number; dispose(): Promise<void> }> {
  const [port, directory] = [await freePort(), await mkdtemp(path.join(tmpdir(), "picket-sentinel-"))];
  const settings = path.join(directory, "sentinel.conf");
  const { hostname, port: primaryPort } = new URL(primary.url);
  await writeFile(settings, `port ${port}\nbind 127.0.0.1\nsentinel monitor picket ${hostname} ${primaryPort} 1\n`);
  const child = spawn("redis-server", [settings, "--sentinel"], { stdio: "ignore" });
  const exited = once(child, "exit");
  const kill = (): boolean => child.kill("SIGKILL");
  process.once("exit", kill);
  const client = new Redis(port, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on("error", () => {});
  await client.ping();
  client.disconnect();
  return {
    port,
    dispose: async () => {
      process.off("exit", kill);
      kill();
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
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

class OwnServer implements RedisServer {
  readonly own = true;
  readonly url: string;
  readonly #words: readonly string[];
  readonly #directory: string;
  readonly #password: string | undefined;
  #process: ChildProcess | undefined;

  static async start(settings: Readonly<Record<string, string>>): Promise<OwnServer> {
    const port = await freePort();
    const directory = await mkdtemp(path.join(tmpdir(), "picket-redis-"));
    const server = new OwnServer(port, directory, settings);
    process.once("exit", () => server.#process?.kill("SIGKILL"));
    await server.restart();
    return server;
  }

  private constructor(port: number, directory: string, settings: Readonly<Record<string, string>>) {
    const all = { port: String(port), bind: "127.0.0.1", dir: directory, save: "", appendonly: "yes", ...settings };
    this.#words = Object.entries(all).flatMap(([name, value]) => [`--${name}`].concat(value.split(" ")));
    this.#directory = directory;
    this.#password = settings["requirepass"];
    this.url = `redis://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async restart(): Promise<void> {
    const child = spawn("redis-server", this.#words, { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => said.push(String(data)));
    const gone = once(child, "exit").then(() => {
      throw new Error(`Redis ended:\n${said.join("").slice(-2000)}`);
    });
    const client = new Redis(this.url, {
      ...(this.#password === undefined ? {} : { password: this.#password }),
      retryStrategy: () => 20,
      maxRetriesPerRequest: null,
    });
    client.on("error", () => {});
    try {
      await Promise.race([gone, client.ping()]);
    } finally {
      client.disconnect();
    }
    // From here on, the test ends it.
    gone.catch(() => {});
  }

  pause(): void {
    this.#process?.kill("SIGSTOP");
  }

  resume(): void {
    this.#process?.kill("SIGCONT");
  }

  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }
}
