/** `picket request`: a person's own request to cordon or release a node, signed, through Kafka as all others. */

import { randomUUID } from "node:crypto";
import { oneOf, text } from "../../config/kinds.ts";
import type { Settings } from "../../config/settings.ts";
import { signRecord } from "../../enforcer/signing/sign.ts";
import { readSigningKey, type SigningKey } from "../../enforcer/signing/signing-key.ts";
import { hasCode, PicketError } from "../../errors/picket-error.ts";
import type { OutputRecord } from "../../log/port.ts";
import { type Action, checkCordonRequest, type CordonRequest } from "../../proto/codecs/cordon-request.ts";
import { cordonRequestKind } from "../../proto/codecs/cordon-request-format.ts";
import { cordonRequestToJson } from "../../proto/codecs/cordon-request-json.ts";
import { eventSource, messageRecord } from "../../proto/codecs/message-record.ts";
import { severities } from "../../topology/detector.ts";
import type { CommandContext } from "../context.ts";
import { ensureTopics } from "../ensure-topics.ts";
import { openLog } from "../open-log.ts";
import { option, readOptions } from "../options.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";

/** As given on the command line. */
export interface RequestOptions {
  readonly action: Action;
  readonly node: string;
  readonly reason?: string;
  readonly requestedBy?: string;
  readonly nodeUid?: string;
  readonly severity?: string;
  /** Prints the request and sends nothing. */
  readonly dryRun?: boolean;
}

const shape = {
  reason: option(text),
  requestedBy: option(text),
  nodeUid: option(text),
  severity: option(oneOf(...severities)),
};

/**
 * @throws PicketError `SETTINGS_INVALID` for a request that no enforcer would follow: it is found out here, not there;
 *   `STOPPED` where it was before it was sent.
 */
export async function request(
  settings: Settings,
  given: RequestOptions,
  context: CommandContext,
  surroundings: Surroundings = processSurroundings(),
): Promise<void> {
  const asked = requestOf(settings, given, context, surroundings.clock.now());
  if (given.dryRun === true) {
    surroundings.stdout.write(`${cordonRequestToJson(asked)}\n`);
    return;
  }
  const key = await signingKeyOf(settings);
  const record = recordOf(asked, settings);
  await send(key === undefined ? record : signRecord(record, key), settings, context, surroundings);
  surroundings.stdout.write(
    `Asked to ${asked.action} ${asked.node}, until ${new Date(asked.notAfter).toISOString()}: ${asked.id}\n` +
      `See what becomes of it: picket tail enforcement-outcomes --from-beginning --json | grep ${asked.id}\n`,
  );
}

function requestOf(
  { requests }: Settings,
  given: RequestOptions,
  { environment }: CommandContext,
  now: number,
): CordonRequest {
  const { reason = "", requestedBy = environment["USER"], nodeUid, severity = "high" } = readOptions(shape, given);
  if (requestedBy === undefined)
    throw new PicketError("SETTINGS_INVALID", "Who asks? --requested-by NAME, as USER is not set.");
  return checked({
    id: `manual/${randomUUID()}`,
    action: given.action,
    node: given.node,
    ...(nodeUid === undefined ? {} : { nodeUid }),
    reason,
    severity,
    score: 0,
    evidence: [],
    critical: [],
    models: [],
    requestedAt: now,
    notAfter: now + requests.lifetimeMs,
    requestedBy,
  });
}

function checked(asked: CordonRequest): CordonRequest {
  try {
    return checkCordonRequest(asked);
  } catch (error) {
    if (!hasCode(error, "MESSAGE_INVALID")) throw error;
    throw new PicketError("SETTINGS_INVALID", error.message, { cause: error.cause });
  }
}

/** `undefined`: unsigned, which must be wanted. */
async function signingKeyOf({ requests }: Settings): Promise<SigningKey | undefined> {
  if (requests.signingKey !== undefined) return readSigningKey(requests.signingKey);
  if (requests.unsigned === "accept") return undefined;
  const remedy =
    "Set PICKET_SIGNING_KEY; `picket keys generate` makes one. PICKET_UNSIGNED_REQUESTS=accept does without.";
  throw new PicketError("SETTINGS_INVALID", `A request must be signed. ${remedy}`);
}

function recordOf(asked: CordonRequest, { topics, processing }: Settings): OutputRecord {
  return messageRecord(asked, cordonRequestKind, {
    topic: topics.cordonRequests,
    key: asked.node,
    source: eventSource(processing.applicationId),
    format: processing.outputFormat,
  });
}

async function send(
  record: OutputRecord,
  settings: Settings,
  context: CommandContext,
  surroundings: Surroundings,
): Promise<void> {
  const log = await openLog(settings, context, surroundings);
  if (log === undefined) throw new PicketError("STOPPED", "Stopped before Kafka answered: nothing was asked.");
  try {
    await ensureTopics(log, [record.topic], settings.topics);
    const writer = await log.writer();
    await writer.write([record]);
    await writer.close();
  } finally {
    await log.close();
  }
}
