/**
 * Names of keys and fields in Redis. All keys of a partition share one hash tag, so a Cluster keeps them on one node:
 * `PREFIX{APPLICATION:STAGE:PARTITION}:IDENTITY:manifests` and `...:entries:CHAIN`. What is announced of a stage is at
 * `PREFIX{APPLICATION:STAGE}:announced`.
 */

import { identityDigest } from "../manifest.ts";
import type { StageScope, StateIdentity, StateScope } from "../port.ts";

export interface PartitionKeys {
  readonly manifests: string;
  entries(chain: string): string;
}

export function partitionKeys(prefix: string, scope: StateScope, identity: StateIdentity): PartitionKeys {
  const tag = [scope.applicationId, scope.stage, String(scope.partition)].map(escaped).join(":");
  return keysBeside(`${prefix}{${tag}}:${identityDigest(identity)}:manifests`);
}

/** The keys that belong together with one of manifests. */
export function keysBeside(manifests: string): PartitionKeys {
  const stem = manifests.slice(0, -"manifests".length);
  return { manifests, entries: (chain) => `${stem}entries:${chain}` };
}

export function announcedKey(prefix: string, { applicationId, stage }: StageScope): string {
  return `${prefix}{${escaped(applicationId)}:${escaped(stage)}}:announced`;
}

/** A pattern for SCAN that matches the manifests of one application, and little else. */
export function manifestsPattern(prefix: string, applicationId: string): string {
  return `${literalStem(prefix, applicationId)}*}:????????????????:manifests`;
}

/** A pattern for SCAN that matches what is announced of one application, and little else. */
export function announcedPattern(prefix: string, applicationId: string): string {
  return `${literalStem(prefix, applicationId)}*}:announced`;
}

function literalStem(prefix: string, applicationId: string): string {
  return `${prefix}{${escaped(applicationId)}:`.replaceAll(/[\\*?[\]]/g, String.raw`\$&`);
}

/** An entry's version: what was under `name` at `offset`. */
export interface Version {
  readonly name: string;
  readonly offset: number;
}

export function fieldOf({ name, offset }: Version): string {
  return `${name}@${offset}`;
}

/** @returns `undefined` for a field that is no version of an entry. */
export function versionOf(field: string): Version | undefined {
  const at = field.lastIndexOf("@");
  const offset = Number(field.slice(at + 1));
  return at < 0 || !/^\d{1,16}$/.test(field.slice(at + 1)) ? undefined : { name: field.slice(0, at), offset };
}

/** Colons and braces have a meaning in keys. */
function escaped(part: string): string {
  return encodeURIComponent(part);
}
