/**
 * Ports of this machine for servers that tests start. A port is its process's until that ends, also while its server is down:
 * on the port above it listens who asks for one, so the system itself sees to it that nobody else gets the same.
 *
 * They are below those that systems choose by themselves (from 32768 on Linux, 49152 elsewhere). Among those, a port that was
 * free a moment ago is soon another's, be it only the near end of a connection: _a broker is killed → a client of anyone takes
 * its port → it cannot come back_.
 */

import { once } from "node:events";
import { createServer, type Server } from "node:net";

/** The nodes of a Redis Cluster talk to each other at ports that are 10,000 higher, which are nobody else's then. */
const [first, count] = [10_000, 5_000];

/** Processes begin at different places, so that they seldom meet. */
let next = process.pid % count;

export async function freePort(): Promise<number> {
  for (let tries = 0; tries < count; tries += 1) {
    const port = first + 2 * next;
    next = (next + 1) % count;
    const claim = await listen(port + 1);
    const probe = claim && (await listen(port));
    await closed(probe);
    if (probe) return port;
    await closed(claim);
  }
  throw new Error("The machine has no free port.");
}

/** @returns `undefined` where someone else listens. */
async function listen(port: number): Promise<Server | undefined> {
  const server = createServer((stranger) => stranger.destroy()).listen(port, "127.0.0.1");
  // Whoever holds a port may end all the same.
  server.unref();
  try {
    await once(server, "listening");
    return server;
  } catch {
    return undefined;
  }
}

async function closed(server: Server | undefined): Promise<void> {
  if (!server) return;
  server.close();
  await once(server, "close");
}
