/** Models in Redis, so that all instances have the same: `SET picket:models:NAME`, the manifest last. */

import { redisClient, type RedisCredentials } from "../state/redis/connect.ts";
import { RedisLink } from "../state/redis/link.ts";
import { unavailable, type ModelFiles } from "./model-files.ts";

export interface RedisModelOptions extends RedisCredentials {
  /** See state/redis/connect.ts for the forms. */
  readonly location: string;
  /** What all keys begin with. */
  readonly keyPrefix: string;
  /** How long to wait for any answer. */
  readonly timeoutMs: number;
}

export class RedisModelFiles implements ModelFiles {
  readonly #link: RedisLink;
  readonly #prefix: string;

  /** Connects at first use. @throws PicketError `SETTINGS_INVALID` for a location that is none. */
  constructor(options: RedisModelOptions) {
    this.#link = new RedisLink(redisClient(options.location, options, options.timeoutMs), options.timeoutMs);
    this.#prefix = `${options.keyPrefix}models:`;
  }

  async read(name: string): Promise<Uint8Array> {
    const key = this.#prefix + name;
    const found = await this.#link.command("reading a model", "GET", key).catch((cause: unknown) => {
      throw unavailable(`in Redis, ${key},`, cause);
    });
    if (!(found instanceof Uint8Array)) throw unavailable(`in Redis, ${key},`);
    return found;
  }

  close(): void {
    this.#link.close();
  }
}
