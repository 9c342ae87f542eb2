/** The kinds of containers that run on simulated nodes: what each measures, executes and connects to on an ordinary day. */

import type { Profile } from "../profile.ts";
import { api, batch, cache, cron, database, queue, web } from "../profiles.ts";
import type { Command, Service } from "./process.ts";

export interface ContainerKind {
  readonly namespace: string;
  /** Of the workload; its pods are named after it. */
  readonly name: string;
  readonly image: string;
  readonly profile: Profile;
  /** What it executes beside its main process. */
  readonly commands: readonly [Command, ...Command[]];
  /** Who connects, and to what. */
  readonly client: string;
  readonly services: readonly [Service, ...Service[]];
}

const probe: Command = { binary: "/usr/bin/curl", arguments: "-fsS http://127.0.0.1:8080/healthz", lifetimeMs: 30 };
const shellProbe: Command = { binary: "/bin/sh", arguments: '-c "test -f /run/ready"', lifetimeMs: 8 };
const sleep: Command = { binary: "/usr/bin/sleep", arguments: "5", lifetimeMs: 5000 };
const postgresService: Service = { address: "10.96.12.4", port: 5432 };
const redisService: Service = { address: "10.96.40.9", port: 6379 };
const apiService: Service = { address: "10.96.7.21", port: 8080 };
const dnsService: Service = { address: "10.96.0.10", port: 53 };
const outside: Service = { address: "203.0.113.40", port: 443 };
const storageService: Service = { address: "10.96.88.2", port: 9000 };

export const shopWeb: ContainerKind = {
  namespace: "shop",
  name: "web",
  image: "registry.example/shop/web:3.4",
  profile: web,
  commands: [probe, shellProbe],
  client: "/usr/sbin/nginx",
  services: [apiService, apiService, dnsService],
};
export const shopApi: ContainerKind = {
  namespace: "shop",
  name: "api",
  image: "registry.example/shop/api:3.1",
  profile: api,
  commands: [probe, { binary: "/usr/bin/python3", arguments: "manage.py check", lifetimeMs: 400 }],
  client: "/usr/bin/python3",
  services: [postgresService, redisService, redisService, outside],
};
export const edgeProxy: ContainerKind = {
  namespace: "edge",
  name: "proxy",
  image: "registry.example/edge/proxy:1.27",
  profile: web,
  commands: [shellProbe, { binary: "/usr/sbin/nginx", arguments: "-t", lifetimeMs: 60 }],
  client: "/usr/sbin/nginx",
  services: [apiService, outside],
};
export const eventsQueue: ContainerKind = {
  namespace: "events",
  name: "rabbitmq",
  image: "registry.example/events/rabbitmq:4.0",
  profile: queue,
  commands: [shellProbe, { binary: "/usr/sbin/rabbitmq-diagnostics", arguments: "ping", lifetimeMs: 900 }],
  client: "/usr/lib/erlang/erts-15.2/bin/beam.smp",
  services: [{ address: "10.96.61.7", port: 5672 }, dnsService],
};
export const postgres: ContainerKind = {
  namespace: "data",
  name: "postgres",
  image: "registry.example/data/postgres:17.2",
  profile: database,
  commands: [
    { binary: "/usr/bin/pg_isready", arguments: "-U postgres", lifetimeMs: 20 },
    { binary: "/usr/bin/psql", arguments: '-c "select 1"', lifetimeMs: 40 },
  ],
  client: "/usr/lib/postgresql/17/bin/postgres",
  services: [postgresService, storageService],
};
export const redis: ContainerKind = {
  namespace: "data",
  name: "redis",
  image: "registry.example/data/redis:7.4",
  profile: cache,
  commands: [{ binary: "/usr/local/bin/redis-cli", arguments: "ping", lifetimeMs: 10 }],
  client: "/usr/local/bin/redis-server",
  services: [redisService],
};
export const mysql: ContainerKind = {
  namespace: "stock",
  name: "mysql",
  image: "registry.example/stock/mysql:8.4",
  profile: database,
  commands: [{ binary: "/usr/bin/mysqladmin", arguments: "ping", lifetimeMs: 30 }, shellProbe],
  client: "/usr/sbin/mysqld",
  services: [{ address: "10.96.15.30", port: 3306 }],
};
export const backup: ContainerKind = {
  namespace: "ops",
  name: "backup",
  image: "registry.example/ops/backup:5.0",
  profile: cron,
  commands: [
    { binary: "/usr/bin/pg_dump", arguments: "-h postgres shop", lifetimeMs: 4000 },
    { binary: "/usr/bin/gzip", arguments: "-c", lifetimeMs: 4000 },
    { binary: "/usr/bin/find", arguments: "/backup -mtime +14", lifetimeMs: 300 },
    sleep,
  ],
  client: "/usr/bin/pg_dump",
  services: [postgresService, storageService],
};
export const report: ContainerKind = {
  namespace: "report",
  name: "etl",
  image: "registry.example/report/etl:2.6",
  profile: batch,
  commands: [
    { binary: "/usr/bin/python3", arguments: "-m etl.step", lifetimeMs: 2500 },
    { binary: "/usr/bin/sort", arguments: "-u", lifetimeMs: 120 },
    { binary: "/usr/bin/wc", arguments: "-l", lifetimeMs: 15 },
    sleep,
  ],
  client: "/usr/bin/python3",
  services: [postgresService, apiService, storageService],
};
export const cleanup: ContainerKind = {
  namespace: "ops",
  name: "cleanup",
  image: "registry.example/ops/cleanup:1.1",
  profile: cron,
  commands: [
    { binary: "/usr/bin/find", arguments: "/data -name *.tmp -delete", lifetimeMs: 250 },
    { binary: "/bin/sh", arguments: "-c /etc/periodic/clean", lifetimeMs: 500 },
    sleep,
  ],
  client: "/usr/bin/curl",
  services: [apiService],
};
