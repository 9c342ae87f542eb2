/** What a crash test plays with: its events, its processes, and what must have come out at the end. */

import type { KafkaTopics } from "../services/kafka-topics.ts";
import type { PicketProcess } from "../services/picket-process.ts";

export interface Subject {
  createInput(): Promise<void>;
  start(environment: Readonly<Record<string, string>>, nodeArguments: readonly string[]): PicketProcess;
  /** Writes the next events. */
  feed(count: number): Promise<void>;
  /** Waits until all stages have processed and committed all there is. */
  settled(): Promise<void>;
  /** How far each stage is that learns; grows as it gets on. */
  committed(): Promise<readonly number[]>;
  /** @returns what was compared. @throws AssertionError for anything that is lost, doubled or changed. */
  checkOutcome(): Promise<Readonly<Record<string, number>>>;
}

export interface SubjectOptions {
  readonly address: string;
  readonly topics: KafkaTopics;
  /** Of the application, and in the names of all its topics; equal names have equal events. */
  readonly name: string;
  /** For files. */
  readonly directory: string;
}
