/** Sentinels of our own that watch one of our Redis servers under the name `picket`. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { freePort } from "./free-port.ts";
import { OwnProcess } from "./own-process.ts";
import { redisAnswers, type RedisServer } from "./redis.ts";

export interface RedisSentinels {
  readonly ports: readonly number[];
  /** The port of the server that they take for the primary now. */
  primaryPort(): Promise<number>;
  dispose(): Promise<void>;
}

/** Resolves when they know each other, and the primary's replicas. They are in a hurry, so that a failover takes seconds. */
export async function redisSentinels(primary: RedisServer, count: number, replicas = 0): Promise<RedisSentinels> {
  const directory = await mkdtemp(path.join(tmpdir(), "picket-sentinel-"));
  const started = await Promise.all(Array.from({ length: count }, () => start(primary, count, directory)));
  const clients = started.map(({ port }) => new Redis(port));
  for (const client of clients) {
    await client.call("SENTINEL", "DEBUG", ...hurry);
    await knows(client, { "num-other-sentinels": count - 1, "num-slaves": replicas });
  }
  return {
    ports: started.map(({ port }) => port),
    primaryPort: async () => {
      const address = await clients[0]!.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "picket");
      return Number(Array.isArray(address) ? address[1] : undefined);
    },
    dispose: async () => {
      for (const client of clients) client.disconnect();
      await Promise.all(started.map(({ sentinel }) => sentinel.kill()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const hurry = ["publish-period", "100", "info-period", "100", "ask-period", "100"];

async function start(primary: RedisServer, count: number, directory: string) {
  const port = await freePort();
  const settings = path.join(directory, `${port}.conf`);
  const { hostname, port: primaryPort } = new URL(primary.url);
  const lines = [
    `port ${port}`,
    "bind 127.0.0.1",
    `sentinel monitor picket ${hostname} ${primaryPort} ${Math.ceil((count + 1) / 2)}`,
    "sentinel down-after-milliseconds picket 500",
    "sentinel failover-timeout picket 3000",
  ];
  await writeFile(settings, lines.map((line) => `${line}\n`).join(""));
  const sentinel = new OwnProcess({
    name: "Sentinel",
    command: "redis-server",
    words: [settings, "--sentinel"],
    ready: (signal) => redisAnswers(port, signal),
  });
  await sentinel.start();
  return { port, sentinel };
}

async function knows(client: Redis, facts: Readonly<Record<string, number>>): Promise<void> {
  for (;;) {
    const answer = await client.call("SENTINEL", "MASTER", "picket");
    const flat = Array.isArray(answer) ? answer.map(String) : [];
    if (Object.entries(facts).every(([name, value]) => flat[flat.indexOf(name) + 1] === String(value))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
