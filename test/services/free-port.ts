/** Ports of this machine that nobody listens on. */

import { once } from "node:events";
import { createServer } from "node:net";

/** @param highest where a server needs a second port above its own. */
export async function freePort(highest = 65_535): Promise<number> {
  for (;;) {
    const port = await anyFreePort();
    if (port <= highest) return port;
  }
}

async function anyFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  const port = typeof bound === "object" ? bound?.port : undefined;
  server.close();
  await once(server, "close");
  if (port === undefined) throw new Error("The machine gave no free port.");
  return port;
}
