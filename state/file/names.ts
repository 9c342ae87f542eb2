/** Names of a partition's files. They carry epoch and offset, so the order of snapshots is in the directory itself. */

import path from "node:path";
import { identityDigest } from "../manifest.ts";
import type { StateIdentity, StateScope } from "../port.ts";

/** `manifest-EPOCH-OFFSET` or `entries-EPOCH-OFFSET-SERIAL`. */
export interface FileName {
  readonly kind: "manifest" | "entries";
  readonly epoch: number;
  readonly offset: number;
  readonly name: string;
}

export function parseFileName(name: string): FileName | undefined {
  const [, kind, epoch, offset] = /^(manifest|entries)-(\d{1,16})-(\d{1,16})(?:-\d{1,9})?$/.exec(name) ?? [];
  if (kind !== "manifest" && kind !== "entries") return undefined;
  return { kind, epoch: Number(epoch), offset: Number(offset), name };
}

/** Newest first. */
export function manifestsOf(names: readonly string[]): readonly FileName[] {
  return names
    .map(parseFileName)
    .filter((file) => file !== undefined)
    .filter(({ kind }) => kind === "manifest")
    .sort(newestFirst);
}

/** Those of `manifests` that count as newer than the one of that name, newest first. */
export function manifestsAbove(name: string, manifests: readonly FileName[]): readonly FileName[] {
  const own = parseFileName(name);
  return manifests.filter((one) => own !== undefined && newestFirst(one, own) < 0);
}

function newestFirst(one: FileName, other: FileName): number {
  return other.epoch - one.epoch || other.offset - one.offset;
}

export function applicationDirectory(root: string, applicationId: string): string {
  return path.join(root, safe(applicationId));
}

export function identityDirectory(root: string, scope: StateScope, identity: StateIdentity): string {
  const own = applicationDirectory(root, scope.applicationId);
  return path.join(own, safe(scope.stage), String(scope.partition), identityDigest(identity));
}

/** Under a name that no application's directory can have. */
export function announcementsDirectory(root: string, applicationId: string, stage = ""): string {
  return path.join(root, ".announced", safe(applicationId), safe(stage));
}

function safe(part: string): string {
  return encodeURIComponent(part).replace(/^\.+/, (dots) => "%2E".repeat(dots.length));
}
