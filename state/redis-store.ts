/** Snapshots in Redis, where every instance finds those of the partitions that it takes over. */

import { decodeManifest, type StoredManifest } from "./manifest.ts";
import type {
  AnnouncedIdentity,
  PartitionSnapshots,
  SnapshotStore,
  StageScope,
  StateIdentity,
  StateScope,
  StoredScope,
} from "./port.ts";
import { redisClient, type RedisCredentials } from "./redis/connect.ts";
import { announce } from "./redis/announcements.ts";
import { announcedKey, announcedPattern, keysBeside, manifestsPattern } from "./redis/keys.ts";
import { RedisLink } from "./redis/link.ts";
import { isWrongType } from "./redis/problems.ts";
import { RedisSnapshots, type RedisSnapshotOptions } from "./redis/snapshots.ts";

export interface RedisStoreOptions extends RedisSnapshotOptions, RedisCredentials {
  /** See redis/connect.ts for the forms. */
  readonly location: string;
  /** How long to wait for any answer. */
  readonly timeoutMs: number;
}

export class RedisStore implements SnapshotStore {
  readonly #link: RedisLink;
  readonly #options: RedisStoreOptions;

  /** Connects at first use. @throws PicketError `SETTINGS_INVALID` for a location that is none. */
  constructor(options: RedisStoreOptions) {
    this.#options = options;
    this.#link = new RedisLink(redisClient(options.location, options, options.timeoutMs), options.timeoutMs);
  }

  open(scope: StateScope, identity: StateIdentity): PartitionSnapshots {
    return new RedisSnapshots(this.#link, this.#options, scope, identity);
  }

  async announce(scope: StageScope, identity: StateIdentity): Promise<readonly AnnouncedIdentity[]> {
    const { keyPrefix, expiryMs } = this.#options;
    return announce(this.#link, announcedKey(keyPrefix, scope), identity, expiryMs);
  }

  async list(applicationId: string, onProblem = (_problem: string): void => {}): Promise<readonly StoredScope[]> {
    const scopes = new Map<string, { scope: StateScope; manifests: StoredManifest[]; bytes: number }>();
    for (const key of await this.#keysLike(manifestsPattern(this.#options.keyPrefix, applicationId))) {
      const manifests = await this.#manifestsAt(key, onProblem);
      const [first] = manifests;
      if (first === undefined) continue;
      const name = JSON.stringify(first.scope);
      const listed = scopes.get(name) ?? { scope: first.scope, manifests: [], bytes: 0 };
      listed.manifests.push(...manifests);
      for (const chain of new Set(manifests.flatMap(({ parts }) => parts)))
        listed.bytes += await this.#bytesOf(keysBeside(key).entries(chain));
      scopes.set(name, listed);
    }
    const all = [...scopes.values()];
    for (const { manifests } of all) manifests.sort((one, other) => other.savedAt - one.savedAt);
    return all.sort((one, other) => one.scope.partition - other.scope.partition);
  }

  async drop(applicationId: string): Promise<number> {
    let dropped = 0;
    for (const key of await this.#keysLike(announcedPattern(this.#options.keyPrefix, applicationId)))
      await this.#link.command("dropping snapshots", "UNLINK", key);
    for (const key of await this.#keysLike(manifestsPattern(this.#options.keyPrefix, applicationId))) {
      const fields = await this.#link.command("dropping snapshots", "HKEYS", key);
      const names = Array.isArray(fields) ? fields.map(String) : [];
      dropped += names.filter((name) => name === "newest" || name === "previous").length;
      const chains = names.filter((name) => name.startsWith("chain:")).map((name) => name.slice(6));
      const keys = keysBeside(key);
      await this.#link.command("dropping snapshots", "UNLINK", key, ...chains.map((chain) => keys.entries(chain)));
    }
    return dropped;
  }

  async close(): Promise<void> {
    this.#link.close();
  }

  /** SCAN may name a key twice. */
  async #keysLike(pattern: string): Promise<Set<string>> {
    const keys = new Set<string>();
    for await (const key of this.#link.scan("listing snapshots", pattern)) keys.add(key);
    return keys;
  }

  async #manifestsAt(key: string, onProblem: (problem: string) => void): Promise<readonly StoredManifest[]> {
    const manifests: StoredManifest[] = [];
    for (const text of await this.#textsAt(key, onProblem)) {
      const manifest = decodeManifest(String(text));
      if (typeof manifest === "object") manifests.push(manifest);
      else onProblem(`a manifest in ${key} cannot be used: ${manifest}`);
    }
    return manifests;
  }

  async #textsAt(key: string, onProblem: (problem: string) => void): Promise<readonly unknown[]> {
    try {
      const texts = await this.#link.command("listing snapshots", "HMGET", key, "newest", "previous");
      return Array.isArray(texts) ? texts.filter((text) => text !== null) : [];
    } catch (error) {
      if (!isWrongType(error)) throw error;
      onProblem(`the key ${key} holds something else than manifests`);
      return [];
    }
  }

  async #bytesOf(key: string): Promise<number> {
    return Number(await this.#link.command("listing snapshots", "MEMORY", "USAGE", key)) || 0;
  }
}
