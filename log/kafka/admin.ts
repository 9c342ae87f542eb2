/** What Picket asks of a cluster as a whole: is it there and new enough, which topics exist, create these. */

import {
  addOffsetsToTxnV3,
  addPartitionsToTxnV3,
  apiVersionsV3,
  createTopicsV7,
  endTxnV3,
  findCoordinatorV3,
  heartbeatV4,
  initProducerIdV4,
  joinGroupV7,
  leaveGroupV4,
  listOffsetsV6,
  metadataV11,
  offsetFetchV7,
  produceV9,
  syncGroupV5,
  txnOffsetCommitV3,
} from "@platformatic/kafka";
import { PicketError } from "../../errors/picket-error.ts";
import type { TopicSpec } from "../port.ts";
import type { Cluster } from "./cluster.ts";
import { answerOf, brokerError, brokerErrors, isPassing, toPicketError } from "./errors.ts";
import { fetchApi } from "./fetch.ts";

const patience = { forMs: 30_000 };
const betweenAttemptsMs = 1000;

const neededApis = {
  AddOffsetsToTxn: addOffsetsToTxnV3.api,
  AddPartitionsToTxn: addPartitionsToTxnV3.api,
  CreateTopics: createTopicsV7.api,
  EndTxn: endTxnV3.api,
  Fetch: fetchApi,
  FindCoordinator: findCoordinatorV3.api,
  Heartbeat: heartbeatV4.api,
  InitProducerId: initProducerIdV4.api,
  JoinGroup: joinGroupV7.api,
  LeaveGroup: leaveGroupV4.api,
  ListOffsets: listOffsetsV6.api,
  Metadata: metadataV11.api,
  OffsetFetch: offsetFetchV7.api,
  Produce: produceV9.api,
  SyncGroup: syncGroupV5.api,
  TxnOffsetCommit: txnOffsetCommitV3.api,
};

/** See Log.ready. @throws PicketError at once for what waiting does not heal: credentials, ACLs, a broker too old. */
export async function waitUntilReady(
  cluster: Cluster,
  onWaiting: (problem: Error, waitedMs: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const start = performance.now();
  for (;;) {
    signal.throwIfAborted();
    try {
      await checkApis(cluster);
      return;
    } catch (error) {
      const problem = toPicketError(error, "looking for the cluster");
      if (!isPassing(error) || cluster.closed) throw problem;
      onWaiting(problem, performance.now() - start);
      await cluster.pause(betweenAttemptsMs, signal);
    }
  }
}

export async function partitionCounts(
  cluster: Cluster,
  topics: readonly string[],
): Promise<readonly (number | undefined)[]> {
  try {
    const leaders = await cluster.retry(() => {
      cluster.forget();
      return cluster.leaders(topics);
    }, patience);
    return leaders.map((partitions) => partitions?.length);
  } catch (error) {
    throw toPicketError(error, `looking up the topics ${topics.join(", ")}`);
  }
}

/**
 * Creates the topics that are missing, in one request, after a rehearsal in which the cluster only checks them: so a wrong
 * one leaves the others uncreated too.
 *
 * @throws PicketError `LOG_TOPIC_INVALID` naming every topic that is refused and why; `LOG_AUTHORIZATION`.
 */
export async function createMissingTopics(cluster: Cluster, specs: readonly TopicSpec[]): Promise<void> {
  const names = specs.map(({ name }) => name);
  const counts = await partitionCounts(cluster, names);
  const missing = specs.filter((_, index) => counts[index] === undefined);
  if (missing.length === 0) return;
  try {
    for (const rehearsal of [true, false]) {
      await cluster.retry(() => createTopics(cluster, missing, rehearsal), patience);
    }
    // Created is not yet usable: every partition needs a leader first.
    await cluster.retry(async () => {
      const leaders = await cluster.leaders(names);
      if (leaders.includes(undefined)) throw new Error("The new topics are not known to the brokers yet.");
    }, patience);
  } catch (error) {
    throw toPicketError(error, `creating the topics ${missing.map(({ name }) => name).join(", ")}`);
  }
}

async function createTopics(cluster: Cluster, specs: readonly TopicSpec[], rehearsal: boolean): Promise<void> {
  const request = specs.map(({ name, partitions, replication, config }) => ({
    name,
    numPartitions: partitions,
    replicationFactor: replication,
    assignments: [],
    configs: Object.entries(config).map(([name, value]) => ({ name, value })),
  }));
  const connection = await cluster.controller();
  const { topics } = await answerOf(createTopicsV7.api.async(connection, request, patience.forMs, rehearsal));
  const problems = topics.flatMap(({ name, errorCode, errorMessage }) => {
    if (errorCode === 0) return [];
    const error = brokerError(errorCode);
    const [code = ""] = brokerErrors(error);
    // Somebody else, another instance perhaps, was faster.
    return code === "TOPIC_ALREADY_EXISTS" ? [] : [{ name, code, error, text: `${name}: ${errorMessage ?? code}` }];
  });
  const first = problems.find(({ error }) => !isPassing(error)) ?? problems[0];
  if (first === undefined) return;
  if (isPassing(first.error) || first.code.endsWith("_AUTHORIZATION_FAILED")) throw first.error;
  const texts = problems.map(({ text }) => text).join("; ");
  throw new PicketError("LOG_TOPIC_INVALID", `The cluster refuses to create topics as configured. ${texts}`, {
    context: { topic: first.name, reason: first.code },
  });
}

async function checkApis(cluster: Cluster): Promise<void> {
  const connection = await cluster.anyBroker();
  const { apiKeys } = await apiVersionsV3.api.async(connection, "picket", "1");
  const offered = new Map(apiKeys.map((api) => [api.apiKey, api]));
  const lacking = Object.entries(neededApis).filter(([, { key, version }]) => {
    const { minVersion = 0, maxVersion = -1 } = offered.get(key) ?? {};
    return version < minVersion || version > maxVersion;
  });
  if (lacking.length > 0) {
    const names = lacking.map(([name, { version }]) => `${name} version ${version}`).join(", ");
    throw new PicketError("LOG_UNSUPPORTED", `The broker lacks ${names}; use Apache Kafka 2.8 or newer.`);
  }
  const { brokers } = await metadataV11.api.async(connection, [], false);
  // A broker that has just started answers before it may lead anything.
  if (brokers.length === 0) throw new Error("No broker of the cluster is ready yet.");
}
