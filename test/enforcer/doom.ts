/** Ends a process at an exact place: before or after any of its calls to the cluster or the log, the n-th of them. */

import type { Cluster } from "../../enforcer/cluster/port.ts";
import { PicketError } from "../../errors/picket-error.ts";
import type { Log } from "../../log/port.ts";
import { delegated } from "./delegated.ts";

export class Doom {
  /** The last steps, for the message of a test that fails. */
  readonly steps: string[] = [];
  readonly #strike: () => void;
  #left: number;

  /** @param strike ends the process; called once. */
  constructor(steps: number, strike: () => void) {
    this.#left = steps;
    this.#strike = strike;
  }

  cluster(cluster: Cluster): Cluster {
    const doomed =
      <Given extends readonly unknown[], Answer>(name: string, call: (...given: Given) => Promise<Answer>) =>
      (...given: Given): Promise<Answer> =>
        this.#around(name, () => call(...given));
    return {
      ...delegated(cluster),
      patchNode: doomed("patchNode", (...given) => cluster.patchNode(...given)),
      createQuarantine: doomed("createQuarantine", (...given) => cluster.createQuarantine(...given)),
      updateSpec: doomed("updateSpec", (...given) => cluster.updateSpec(...given)),
      updateStatus: doomed("updateStatus", (...given) => cluster.updateStatus(...given)),
      deleteQuarantine: doomed("deleteQuarantine", (...given) => cluster.deleteQuarantine(...given)),
      finishQuarantine: doomed("finishQuarantine", (...given) => cluster.finishQuarantine(...given)),
      evict: doomed("evict", (...given) => cluster.evict(...given)),
      runJob: doomed("runJob", (...given) => cluster.runJob(...given)),
    };
  }

  log(log: Log): Log {
    return {
      ready: (...given) => log.ready(...given),
      partitionCounts: (...given) => log.partitionCounts(...given),
      topicIds: (...given) => log.topicIds(...given),
      createTopics: (...given) => log.createTopics(...given),
      reader: () => log.reader(),
      writer: () => log.writer(),
      close: () => log.close(),
      producer: async (transactionalId) => {
        const producer = await this.#around("producer", () => log.producer(transactionalId));
        return {
          transact: (...given) => this.#around("transact", () => producer.transact(...given)),
          close: () => producer.close(),
        };
      },
      join: async (options) => {
        const member = await this.#around("join", () => log.join(options));
        const fetch = member.fetch.bind(member);
        member.fetch = async (...given) => {
          const fetched = await fetch(...given);
          if (fetched.some(({ records }) => records.length > 0)) this.#step("fetch, answered");
          return fetched;
        };
        return member;
      },
    };
  }

  async #around<Answer>(name: string, call: () => Promise<Answer>): Promise<Answer> {
    this.#step(name);
    const answer = await call();
    this.#step(`${name}, answered`);
    return answer;
  }

  #step(name: string): void {
    this.steps.push(name);
    this.#left -= 1;
    if (this.#left === 0) this.#strike();
    if (this.#left <= 0) throw new PicketError("LOG_UNAVAILABLE", `This process ended at: ${name}.`);
  }
}
