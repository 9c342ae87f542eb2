/**
 * From a setting to a Redis client: `redis://HOST`, `redis+sentinel://HOST,HOST/MASTER`, `redis+cluster://HOST,HOST`, each with
 * `rediss` for TLS, `USER:PASSWORD@` in front and `?db=N` behind where a single node or Sentinel has databases.
 */

import { Cluster, Redis, type RedisOptions } from "ioredis";
import { PicketError } from "../../errors/picket-error.ts";

export interface RedisCredentials {
  readonly username?: string;
  readonly password?: string;
  /** Where the Sentinels ask for their own. */
  readonly sentinelPassword?: string;
  /** PEM; for `rediss`. Left out: the authorities that Node.js trusts, and no client certificate. */
  readonly tls?: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
}

interface Address {
  readonly kind: "single" | "sentinel" | "cluster";
  readonly secure: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly master: string;
  readonly database: number;
}

const pattern =
  /^redis(?<secure>s?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/?@]+)(?:\/(?<path>[^?]*))?(?:\?db=(?<db>\d+))?$/;

/**
 * A client that has not connected yet. It gives up nothing by itself, queues nothing while it is not connected, and asks a
 * command's connection for an answer within `timeoutMs`.
 * @throws PicketError `SETTINGS_INVALID` for a location that is none.
 */
export function redisClient(location: string, credentials: RedisCredentials, timeoutMs: number): Redis | Cluster {
  const address = parseAddress(location);
  const tls = address.secure ? { tls: { ...credentials.tls } } : {};
  const username = credentials.username ?? address.username;
  const password = credentials.password ?? address.password;
  const options: RedisOptions = {
    ...tls,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    db: address.database,
    connectionName: "picket",
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: pause,
    // A primary that became a replica: the next connection may lead to the new primary.
    reconnectOnError: (error) => error.message.startsWith("READONLY"),
  };
  switch (address.kind) {
    case "single":
      return new Redis({ ...options, ...address.hosts[0]! });
    case "sentinel":
      return new Redis({
        ...options,
        name: address.master,
        sentinels: [...address.hosts],
        sentinelRetryStrategy: pause,
        enableTLSForSentinelMode: address.secure,
        ...(address.secure ? { sentinelTLS: { ...credentials.tls } } : {}),
        ...(credentials.sentinelPassword ? { sentinelPassword: credentials.sentinelPassword } : {}),
      });
    case "cluster":
      return new Cluster([...address.hosts], {
        lazyConnect: true,
        enableOfflineQueue: false,
        clusterRetryStrategy: pause,
        slotsRefreshTimeout: timeoutMs,
        redisOptions: options,
        // Names in certificates are those of the addresses that were given, not of what they resolve to.
        ...(address.secure ? { dnsLookup: (name, done) => done(null, name) } : {}),
      });
  }
}

function parseAddress(location: string): Address {
  const parts = pattern.exec(location)?.groups;
  if (parts === undefined) throw invalid("it is not of the form redis://USER:PASSWORD@HOST:PORT/DB");
  const kind = parts["kind"] === "sentinel" || parts["kind"] === "cluster" ? parts["kind"] : "single";
  const path = parts["path"] ?? "";
  const database = kind === "single" ? (parts["db"] ?? path) || "0" : (parts["db"] ?? "0");
  if (kind === "sentinel" && path === "")
    throw invalid("the name of the master is missing: redis+sentinel://HOST/MASTER");
  if (kind === "cluster" && (path !== "" || database !== "0"))
    throw invalid("a Cluster has no databases to choose from");
  if (!/^\d+$/.test(database)) throw invalid(`"${database}" is not the number of a database`);
  const hosts = parts["hosts"]!.split(",").map((host) => parseHost(host, kind === "sentinel" ? 26379 : 6379));
  if (kind === "single" && hosts.length > 1) throw invalid("several hosts need redis+sentinel:// or redis+cluster://");
  return {
    kind,
    secure: parts["secure"] === "s",
    ...(parts["user"] ? { username: decodeURIComponent(parts["user"]) } : {}),
    ...(parts["password"] ? { password: decodeURIComponent(parts["password"]) } : {}),
    hosts,
    master: decodeURIComponent(path),
    database: Number(database),
  };
}

function parseHost(text: string, standardPort: number): { readonly host: string; readonly port: number } {
  const [, v6, name, port] = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = v6 ?? name;
  if (host === undefined) throw invalid(`"${text}" is not HOST or HOST:PORT`);
  return { host, port: port === undefined ? standardPort : Number(port) };
}

function pause(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 6), 2000);
}

/** Without the location itself, which may hold a password. */
function invalid(problem: string): PicketError {
  return new PicketError("SETTINGS_INVALID", `the location of the snapshots in Redis is wrong: ${problem}`);
}
