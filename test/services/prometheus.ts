/**
 * A real Prometheus and a real node_exporter for tests: Debian's, or those that PROMETHEUS and NODE_EXPORTER name. From 3.0 on
 * Prometheus speaks remote write 2.0 to the tests, which Debian 12's does not.
 */

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { systemClock } from "../../runtime/clock.ts";
import { freePort } from "./free-port.ts";
import { OwnProcess } from "./own-process.ts";

export interface NodeExporter {
  /** `host:port`. */
  readonly address: string;
  dispose(): Promise<void>;
}

export interface Prometheus {
  /** Of remote write. */
  readonly protocol: "1.0" | "2.0";
  /** How many samples it has sent, and how many of them it takes for lost. */
  sent(): Promise<{ readonly all: number; readonly failed: number }>;
  dispose(): Promise<void>;
}

const run = promisify(execFile);
const programs = {
  prometheus: process.env["PROMETHEUS"] ?? "prometheus",
  exporter: process.env["NODE_EXPORTER"] ?? "prometheus-node-exporter",
};

/** @returns whether both are there; where they are not, says so, and with CI=true throws. */
export async function hasPrometheus(): Promise<boolean> {
  try {
    await Promise.all(Object.values(programs).map((program) => run(program, ["--version"])));
    return true;
  } catch (error) {
    const problem = `No Prometheus or node_exporter (Debian: prometheus, prometheus-node-exporter). ${String(error)}`;
    if (process.env["CI"] === "true") throw new Error(problem, { cause: error });
    console.error(`\n*** SKIPPED: tests on a real Prometheus. ${problem}\n`);
    return false;
  }
}

export async function nodeExporter(): Promise<NodeExporter> {
  const address = `127.0.0.1:${await freePort()}`;
  const exporter = new OwnProcess({
    name: "node_exporter",
    command: programs.exporter,
    words: [`--web.listen-address=${address}`],
    ready: (signal) => answers(`http://${address}/`, signal),
  });
  await exporter.start();
  return { address, dispose: () => exporter.kill() };
}

/** Scrapes the exporter every second as the node of that name, and writes what it has to the URL, nearly at once. */
export async function prometheus(exporter: string, node: string, url: string, token: string): Promise<Prometheus> {
  const directory = await mkdtemp(path.join(tmpdir(), "picket-prometheus-"));
  const address = `127.0.0.1:${await freePort()}`;
  const protocol = await protocolOf(programs.prometheus);
  const message = protocol === "2.0" ? "protobuf_message: io.prometheus.write.v2.Request, " : "";
  const configuration = `
global: { scrape_interval: 1s }
scrape_configs:
  - job_name: node
    static_configs: [{ targets: ["${exporter}"], labels: { node: "${node}" } }]
remote_write:
  - { url: "${url}", ${message}authorization: { credentials: "${token}" }, queue_config: { batch_send_deadline: 500ms } }
`;
  const file = path.join(directory, "prometheus.yml");
  await writeFile(file, configuration);
  const server = new OwnProcess({
    name: "Prometheus",
    command: programs.prometheus,
    words: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${path.join(directory, "data")}`,
      `--web.listen-address=${address}`,
    ],
    ready: (signal) => answers(`http://${address}/-/ready`, signal),
  });
  await server.start();
  return {
    protocol,
    sent: async () => {
      const text = await (await fetch(`http://${address}/metrics`)).text();
      const sum = (name: string) =>
        [...text.matchAll(new RegExp(`^${name}\\{.*\\} (.*)$`, "gm"))].reduce(
          (all, [, value]) => all + Number(value),
          0,
        );
      return {
        all: sum("prometheus_remote_storage_samples_total"),
        failed: sum("prometheus_remote_storage_samples_failed_total"),
      };
    },
    dispose: async () => {
      await server.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function protocolOf(program: string): Promise<Prometheus["protocol"]> {
  const { stdout, stderr } = await run(program, ["--help"]);
  // What was built without a version is known by its flags: this one came with 3.0, and remote write 2.0 a little before.
  return (stdout + stderr).includes("enable-otlp-receiver") ? "2.0" : "1.0";
}

async function answers(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const ok = await fetch(url, { signal }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) return;
    await systemClock.sleep(50, signal);
  }
}
