/**
 * Notices when a stage's states are saved under another identity meanwhile: two deployments share an application id by
 * mistake, with other settings in one Kafka cluster, or with topics of two clusters in one store. (Deployments of the same
 * identity are members of one consumer group, which gives each partition to one of them.)
 */

import { identityDigest } from "./manifest.ts";
import type { AnnouncedIdentity, StageScope, StateIdentity } from "./port.ts";

export class Rivals {
  readonly #own = new Set<string>();
  readonly #told = new Set<string>();
  #counts: ReadonlyMap<string, number> | undefined;

  /**
   * @param own under which this process saves; a topic that is made anew gives it another.
   * @param announced what the store answered to the announcement of `own`.
   * @returns those that others announced since the last call, each only once.
   */
  notice(own: StateIdentity, announced: readonly AnnouncedIdentity[]): readonly StateIdentity[] {
    this.#own.add(identityDigest(own));
    const before = this.#counts;
    this.#counts = new Map(announced.map((identity) => [identityDigest(identity), identity.count]));
    if (before === undefined) return [];
    return announced.filter((identity) => {
      const digest = identityDigest(identity);
      if (this.#own.has(digest) || this.#told.has(digest) || before.get(digest) === identity.count) return false;
      this.#told.add(digest);
      return true;
    });
  }
}

/** What to tell an operator of a rival, and what to do about it. */
export function rivalryProblem({ applicationId, stage }: StageScope, own: StateIdentity, rival: StateIdentity): string {
  const differences = [
    own.topicId === rival.topicId ? [] : `of another topic (id ${rival.topicId}, here ${own.topicId})`,
    own.fingerprint === rival.fingerprint
      ? []
      : `with other detection settings (fingerprint ${rival.fingerprint}, here ${own.fingerprint})`,
  ];
  return (
    `another process saves states of ${applicationId}/${stage} too, ${differences.flat().join(" and ")}. ` +
    "While settings are being changed instance by instance this passes; otherwise two deployments share " +
    "PICKET_APPLICATION_ID, and each needs one of its own"
  );
}
