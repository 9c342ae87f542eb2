/** How Redis is logged in to, as the settings have it: wherever states and models lie there. */

import { readFileSync } from "node:fs";
import type { Settings } from "../config/settings.ts";
import type { RedisCredentials } from "../state/redis/connect.ts";

/** A Redis that does not answer for so long is taken to be away. */
export const patienceMs = 5000;

export function redisLogin({ username, password, tlsCa }: Settings["state"]): RedisCredentials {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tlsCa === undefined ? {} : { tls: { ca: readFileSync(tlsCa) } }),
  };
}
