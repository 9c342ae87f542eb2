/** Snapshots in a directory: for one machine, and the default of the demo. */

import path from "node:path";
import { announce } from "./file/announcements.ts";
import { filesUnavailable, realFiles, codeOf, type Files } from "./file/files.ts";
import { announcementsDirectory, applicationDirectory, manifestsOf, parseFileName } from "./file/names.ts";
import { FileSnapshots } from "./file/snapshots.ts";
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

export class FileStore implements SnapshotStore {
  readonly #root: string;
  readonly #files: Files;

  /** The directory is made at the first save. */
  constructor(root: string, files: Files = realFiles) {
    this.#root = root;
    this.#files = files;
  }

  open(scope: StateScope, identity: StateIdentity): PartitionSnapshots {
    return new FileSnapshots(this.#files, this.#root, scope, identity);
  }

  async announce(scope: StageScope, identity: StateIdentity): Promise<readonly AnnouncedIdentity[]> {
    return this.#orUnavailable(announce(this.#files, this.#root, scope, identity));
  }

  async list(applicationId: string, onProblem = (_problem: string): void => {}): Promise<readonly StoredScope[]> {
    const listed: StoredScope[] = [];
    for (const partition of await this.#directoriesBelow(applicationDirectory(this.#root, applicationId), 2)) {
      const manifests: StoredManifest[] = [];
      let bytes = 0;
      for (const directory of await this.#directoriesBelow(partition, 1)) {
        const names = await this.#orUnavailable(this.#files.names(directory));
        for (const { name } of manifestsOf(names)) {
          const manifest = decodeManifest(
            String(await this.#orUnavailable(this.#files.read(path.join(directory, name)))),
          );
          if (typeof manifest === "object") manifests.push(manifest);
          else onProblem(`the manifest ${path.join(directory, name)} cannot be used: ${manifest}`);
        }
        for (const name of names.filter((one) => parseFileName(one)?.kind === "entries"))
          bytes += (await this.#orUnavailable(this.#files.read(path.join(directory, name)))).length;
      }
      const [first] = manifests;
      if (first === undefined) continue;
      manifests.sort((one, other) => other.savedAt - one.savedAt);
      listed.push({ scope: first.scope, manifests, bytes });
    }
    return listed.sort((one, other) => one.scope.partition - other.scope.partition);
  }

  async drop(applicationId: string): Promise<number> {
    const own = applicationDirectory(this.#root, applicationId);
    let dropped = 0;
    for (const directory of await this.#directoriesBelow(own, 3))
      dropped += manifestsOf(await this.#orUnavailable(this.#files.names(directory))).length;
    await this.#orUnavailable(this.#files.remove(own));
    await this.#orUnavailable(this.#files.remove(announcementsDirectory(this.#root, applicationId)));
    return dropped;
  }

  async close(): Promise<void> {}

  async #directoriesBelow(directory: string, levels: number): Promise<readonly string[]> {
    let found: readonly string[] = [directory];
    for (let level = 0; level < levels; level += 1) {
      const deeper: string[] = [];
      for (const parent of found)
        for (const name of await this.#orUnavailable(this.#files.names(parent))) deeper.push(path.join(parent, name));
      found = deeper;
    }
    return found;
  }

  async #orUnavailable<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      throw filesUnavailable(this.#root, error);
    }
  }
}
