/**
 * Asks an advisor (topology/advisor.ts) all questions of a batch together, when everything else of it is done; the answers go on
 * in the order of the questions, and out in the batch's transaction.
 */

import type { Advisor, Question } from "../topology/advisor.ts";
import { Rejection } from "../topology/rejection.ts";
import type { PushSource } from "./chain.ts";
import type { StageSink } from "./compile.ts";
import type { Envelope } from "./envelope.ts";
import type { Operation } from "./operation.ts";

interface Waiting {
  readonly envelope: Envelope;
  readonly question: Question<unknown>;
}

export function consulting(consultation: Consultation): Operation {
  return (envelope) => {
    consultation.ask(envelope);
    return undefined;
  };
}

export class Consultation {
  readonly #advisor: Advisor<unknown, unknown>;
  readonly #spring: PushSource;
  readonly #sink: StageSink;
  #waiting: Waiting[] = [];

  constructor(advisor: Advisor<unknown, unknown>, spring: PushSource, sink: StageSink) {
    this.#advisor = advisor;
    this.#spring = spring;
    this.#sink = sink;
  }

  /** What is only learned from again was answered before. */
  ask(envelope: Envelope): void {
    if (this.#sink.muted) return;
    const question = { value: envelope.payload, versions: envelope.origin.state.versions };
    this.#waiting.push({ envelope, question });
  }

  /** Resolves when the answers are on their way; what there is no answer to goes to dead letters. */
  async answer(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    const answers = await this.#answersTo(waiting).catch((error: unknown) => {
      const detail = `${this.#advisor.name}: ${String(error)}`;
      for (const { envelope } of waiting) this.#sink.reject(envelope, new Rejection("step_failed", detail));
      return [];
    });
    for (const [i, answer] of answers.entries()) this.#spring.push(waiting[i]!.envelope.carrying(answer));
  }

  async #answersTo(waiting: readonly Waiting[]): Promise<readonly unknown[]> {
    const answers = await this.#advisor.answer(waiting.map(({ question }) => question));
    if (answers.length === waiting.length) return answers;
    throw new RangeError(`${answers.length} answers to ${waiting.length} questions`);
  }
}
