/** `picket collect remote-write`: a receiver of Prometheus' remote write, until told to stop. */

import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { Receiver, writePath } from "../../collect/remote-write/receiver.ts";
import { Tokens } from "../../collect/remote-write/tokens.ts";
import type { Settings } from "../../config/settings.ts";
import { PicketError } from "../../errors/picket-error.ts";
import type { CommandContext } from "../context.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";
import { collecting } from "./collecting.ts";
import { nodeIdentity } from "./node-identity.ts";

export async function collectRemoteWrite(
  settings: Settings,
  context: CommandContext,
  surroundings: Surroundings = processSurroundings(),
): Promise<void> {
  const { collect, topics } = settings;
  const { clock } = surroundings;
  const { logger } = context;
  const identity = nodeIdentity(collect);
  const tokens = collect.tokens === undefined ? undefined : new Tokens(collect.tokens, { clock, logger });
  const tls = tlsOf(collect);
  const topic = topics.nodeMetrics;
  await collecting(
    settings,
    {
      name: "remote-write",
      topic,
      open: async (parts) => {
        const receiver = new Receiver({
          ...collect.listen,
          ...(tls && { tls }),
          ...(tokens && { tokens }),
          topic,
          identity,
          maxBytes: collect.maxRequestBytes,
          maxRequests: collect.maxRequests,
          timeoutMs: collect.requestTimeoutMs,
          clock,
          ...parts,
        });
        const port = await receiver.open();
        logger.info(
          { host: collect.listen.host, port, path: writePath, tls: tls !== undefined },
          "remote write is received",
        );
        return receiver;
      },
    },
    context,
    surroundings,
  );
}

/** @throws PicketError `SETTINGS_INVALID` where the files are no certificate and its key. */
function tlsOf({ tlsCert, tlsKey }: Settings["collect"]): { cert: Buffer; key: Buffer } | undefined {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const tls = { cert: readFileSync(tlsCert), key: readFileSync(tlsKey) };
  try {
    createSecureContext(tls);
    return tls;
  } catch (cause) {
    const problem = `${JSON.stringify(tlsCert)} and ${JSON.stringify(tlsKey)} are no certificate and its key in PEM.`;
    throw new PicketError("SETTINGS_INVALID", problem, { cause });
  }
}
