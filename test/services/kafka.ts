/**
 * A real Kafka broker for tests: the one that KAFKA_BROKER names, else one of our own, started from the jars that Maven
 * brings (test/services/kafka/pom.xml) and gone with the test process.
 */

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { systemClock } from "../../runtime/clock.ts";
import { kafkaLog } from "../../log/kafka/log.ts";

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
const run = promisify(execFile);

/** @returns `undefined` where there is no broker and no way to start one; with CI=true that throws instead. */
export async function kafkaBroker(): Promise<KafkaBroker | undefined> {
  const address = process.env["KAFKA_BROKER"];
  if (address) return strangerAt(address);
  try {
    return await OwnBroker.start(await kafkaJars());
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
  const cache = process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache");
  const jars = path.join(cache, "picket", `kafka-${kafkaVersion}`);
  if (existsSync(jars)) return jars;
  await mkdir(path.dirname(jars), { recursive: true });
  const partial = await mkdtemp(`${jars}-`);
  const pom = path.join(import.meta.dirname, "kafka", "pom.xml");
  await run("mvn", ["-q", "-B", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${partial}`]);
  // Test files run at the same time: whoever is first to rename wins.
  await rename(partial, jars).catch(() => rm(partial, { recursive: true, force: true }));
  return jars;
}

class OwnBroker implements KafkaBroker {
  readonly own = true;
  readonly address: string;
  readonly saslAddress: string;
  readonly #jars: string;
  readonly #directory: string;
  #process: ChildProcess | undefined;

  static async start(jars: string): Promise<OwnBroker> {
    const [port, saslPort, controllerPort] = [await freePort(), await freePort(), await freePort()];
    const directory = await mkdtemp(path.join(tmpdir(), "picket-kafka-"));
    const broker = new OwnBroker(jars, directory, `127.0.0.1:${port}`, `127.0.0.1:${saslPort}`);
    const settings = configuration(directory, port, saslPort, controllerPort);
    await writeFile(path.join(directory, "server.properties"), settings);
    await run("java", broker.#java("kafka.tools.StorageTool", "format", "-t", "cGlja2V0LXRlc3QtMDAwMQ", "-c"));
    process.once("exit", () => broker.#process?.kill("SIGKILL"));
    // A signal alone would end the process without that event; the runner sends one when a file takes too long.
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => process.exit(1));
    await broker.restart();
    return broker;
  }

  private constructor(jars: string, directory: string, address: string, saslAddress: string) {
    this.#jars = jars;
    this.#directory = directory;
    this.address = address;
    this.saslAddress = saslAddress;
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async restart(): Promise<void> {
    const child = spawn("java", ["-Xmx512m", "-XX:+UseSerialGC", ...this.#java("kafka.Kafka")], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => said.push(String(data)));
    const gone = once(child, "exit").then(() => {
      throw new Error(`The broker ended:\n${said.join("").slice(-2000)}`);
    });
    const log = kafkaLog({ clientId: "test", brokers: [this.address], now: () => systemClock.now() });
    try {
      await Promise.race([gone, log.ready(() => {}, AbortSignal.timeout(60_000))]);
    } finally {
      await log.close();
    }
    // From here on, the test ends it.
    gone.catch(() => {});
  }

  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }

  #java(main: string, ...words: string[]): string[] {
    const file = path.join(this.#directory, "server.properties");
    return ["-cp", path.join(this.#jars, "*"), main, ...words, file];
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  const port = typeof bound === "object" ? bound?.port : undefined;
  server.close();
  await once(server, "close");
  if (port === undefined) throw new Error("The machine gave no free port.");
  return port;
}
