/**
 * The stored form of a manifest: one line of text, `picket-snapshot FORMAT CHECKSUM JSON`. JSON and not protobuf because
 * there are two of them a partition and people read them with `redis-cli` or `cat`; the format stands in front, so that a
 * newer one is recognised before anything of it is read.
 */

import { createHash } from "node:crypto";
import { z } from "zod";
import { stateFormat } from "./format.ts";
import { parsedJson } from "./parsed-json.ts";
import type { SnapshotManifest, StateIdentity, StateScope } from "./port.ts";

export interface StoredManifest extends SnapshotManifest {
  readonly scope: StateScope;
  /** Where the entries are, in the words of the store that wrote it. */
  readonly parts: readonly string[];
}

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const shape = z.object({
  scope: z.object({ applicationId: z.string(), stage: z.string(), partition: count }).readonly(),
  topicId: z.string(),
  fingerprint: z.string(),
  format: count,
  offset: count,
  epoch: count,
  entries: count,
  checksum: z.string().regex(/^[0-9a-f]{16}$/),
  savedAt: count,
  parts: z.array(z.string()),
});

export function encodeManifest(manifest: StoredManifest): string {
  const json = JSON.stringify(manifest);
  return `picket-snapshot ${manifest.format} ${digest(json)} ${json}`;
}

/** @returns the manifest, or what is wrong with the text, in words for an operator. */
export function decodeManifest(text: string): StoredManifest | string {
  const [, format, checksum, json] = /^picket-snapshot (\d{1,9}) (\S+) ([^]*)$/.exec(text) ?? [];
  if (format === undefined || json === undefined) return "it is not a manifest of Picket";
  if (Number(format) !== stateFormat) return `it has format ${format}, this version reads format ${stateFormat}`;
  if (digest(json) !== checksum) return "its checksum does not match";
  const parsed = shape.safeParse(parsedJson(json));
  return parsed.success ? parsed.data : `it does not fit: ${z.prettifyError(parsed.error)}`;
}

/** What tells identities apart in keys and paths: 16 hexadecimal digits. */
export function identityDigest({ topicId, fingerprint }: StateIdentity): string {
  return digest(JSON.stringify([topicId, fingerprint]));
}

export function isOf(manifest: StoredManifest, scope: StateScope, identity: StateIdentity): boolean {
  const { applicationId, stage, partition } = manifest.scope;
  return (
    applicationId === scope.applicationId &&
    stage === scope.stage &&
    partition === scope.partition &&
    identityDigest(manifest) === identityDigest(identity)
  );
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
