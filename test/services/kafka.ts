/**
 * A real Kafka broker for tests: the one that KAFKA_BROKER names, else one of our own, started from the jars that Maven
 * brings (test/services/kafka/pom.xml) and gone with the test process.
 */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Admin } from "@platformatic/kafka";
import { systemClock } from "../../runtime/clock.ts";
import { kafkaLog } from "../../log/kafka/log.ts";
import { cacheDirectory } from "./cache.ts";
import { freePort } from "./free-port.ts";
import { OwnProcess } from "./own-process.ts";

export interface KafkaBroker {
  /** `host:port`. */
  readonly address: string;
  /** Another listener of a broker of ours, which asks for SASL PLAIN: user `picket`, password `secret`. */
  readonly saslAddress?: string;
  /** Whether it is ours, so that tests may stop and kill it. */
  readonly own: boolean;
  /** Ends it in good order. Its data stay for `restart`. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. Its data stay for `restart`. */
  kill(): Promise<void>;
  /** Starts it again, on the same port and data. */
  restart(): Promise<void>;
  /** Call at the end: ends it and removes its data. Does nothing to a broker that is not ours. */
  dispose(): Promise<void>;
}

const kafkaVersion = "4.1.1";
/** Nobody's; their names lie in different partitions of `__consumer_offsets`, of which there are three. */
const groupOfEachCoordinator = ["a", "b", "c"];
/** On a busy machine the coordinators take some seconds. */
const loadingMs = 30_000;
const run = promisify(execFile);

/** @returns `undefined` where there is no broker and no way to start one; with CI=true that throws instead. */
export async function kafkaBroker(): Promise<KafkaBroker | undefined> {
  const address = process.env["KAFKA_BROKER"];
  if (address) return strangerAt(address);
  try {
    return await startOwn(await kafkaJars());
  } catch (error) {
    const problem = `No Kafka broker: KAFKA_BROKER is not set, and starting one failed (Java 17 and Maven are needed). ${String(error)}`;
    if (process.env["CI"] === "true") throw new Error(problem, { cause: error });
    console.error(`\n*** SKIPPED: tests on a real broker. ${problem}\n`);
    return undefined;
  }
}

function strangerAt(address: string): KafkaBroker {
  const refuse = async () => {
    throw new Error("This broker is not ours to stop.");
  };
  return { address, own: false, stop: refuse, kill: refuse, restart: refuse, dispose: async () => {} };
}

/** The directory of the broker's jars; filled by Maven when it is missing (130 MB, once). */
export async function kafkaJars(): Promise<string> {
  const jars = path.join(cacheDirectory, `kafka-${kafkaVersion}`);
  if (existsSync(jars)) return jars;
  await mkdir(path.dirname(jars), { recursive: true });
  const partial = await mkdtemp(`${jars}-`);
  const pom = path.join(import.meta.dirname, "kafka", "pom.xml");
  await run("mvn", ["-q", "-B", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${partial}`]);
  // Test files run at the same time: whoever is first to rename wins.
  await rename(partial, jars).catch(() => rm(partial, { recursive: true, force: true }));
  return jars;
}

async function startOwn(jars: string): Promise<KafkaBroker> {
  const [port, saslPort, controllerPort] = [await freePort(), await freePort(), await freePort()];
  const [address, saslAddress] = [`127.0.0.1:${port}`, `127.0.0.1:${saslPort}`];
  const directory = await mkdtemp(path.join(tmpdir(), "picket-kafka-"));
  const settings = path.join(directory, "server.properties");
  await writeFile(settings, configuration(directory, port, saslPort, controllerPort));
  const classes = ["-cp", path.join(jars, "*")];
  await run("java", [...classes, "kafka.tools.StorageTool", "format", "-t", "cGlja2V0LXRlc3QtMDAwMQ", "-c", settings]);
  const broker = new OwnProcess({
    name: "The broker",
    command: "java",
    words: ["-Xmx512m", "-XX:+UseSerialGC", ...classes, "kafka.Kafka", settings],
    ready: (signal) => answers(address, signal),
  });
  await broker.start();
  return {
    address,
    saslAddress,
    own: true,
    stop: () => broker.stop(),
    kill: () => broker.kill(),
    restart: async () => {
      for (await broker.start(); !(await coordinates(address)); await broker.start()) {
        console.error("*** The broker came back without all its group coordinators; it is started once more.");
        await broker.kill();
      }
    },
    dispose: async () => {
      await broker.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/**
 * Kafka 4.1 was seen to come back from a kill, under load, with a partition of `__consumer_offsets` that it failed to load: it
 * answered NOT_COORDINATOR to that third of all groups until it was started again, and then had lost nothing.
 */
async function coordinates(address: string): Promise<boolean> {
  const admin = new Admin({ clientId: "test", bootstrapBrokers: [address], retries: 0 });
  try {
    const late = systemClock.elapsed() + loadingMs;
    for (const group of groupOfEachCoordinator) {
      while (!(await admin.listConsumerGroupOffsets({ groups: [group] }).catch(() => undefined))) {
        if (systemClock.elapsed() > late) return false;
        await systemClock.sleep(200);
      }
    }
    return true;
  } finally {
    await admin.close();
  }
}

async function answers(address: string, signal: AbortSignal): Promise<void> {
  const log = kafkaLog({ clientId: "test", brokers: [address], now: () => systemClock.now() });
  try {
    await log.ready(() => {}, signal);
  } finally {
    await log.close();
  }
}

/** One node that is broker and controller, all replication 1, and quick to form groups. */
function configuration(directory: string, port: number, saslPort: number, controllerPort: number): string {
  const clients = `PLAINTEXT://127.0.0.1:${port},SASL_PLAINTEXT://127.0.0.1:${saslPort}`;
  return Object.entries({
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": `1@127.0.0.1:${controllerPort}`,
    listeners: `${clients},CONTROLLER://127.0.0.1:${controllerPort}`,
    "advertised.listeners": clients,
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT",
    "sasl.enabled.mechanisms": "PLAIN",
    "listener.name.sasl_plaintext.plain.sasl.jaas.config":
      'org.apache.kafka.common.security.plain.PlainLoginModule required user_picket="secret";',
    "controller.listener.names": "CONTROLLER",
    "log.dirs": path.join(directory, "data"),
    "auto.create.topics.enable": false,
    // A broker that was killed comes back only when the controller has given up its former self.
    "broker.session.timeout.ms": 3000,
    "broker.heartbeat.interval.ms": 500,
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1000,
    "offsets.topic.num.partitions": 3,
    "offsets.topic.replication.factor": 1,
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": 1000,
    "transaction.state.log.num.partitions": 3,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
  })
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}
