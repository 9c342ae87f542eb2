/** What is ordinary for a kind of service: its processes, and typical measurements of one reporting interval. */

import type { resourceFeatures } from "../sources/ebpf/event.ts";

export type ResourceFeature = (typeof resourceFeatures)[number];

/** Medians of one interval under ordinary load; features that are left out stay 0. */
export type ResourceHabits = Readonly<Partial<Record<ResourceFeature, number>>>;

/** Median counts of one interval by the name of the system call. */
export type SyscallHabits = Readonly<Record<string, number>>;

export interface ProcessIdentity {
  readonly comm: string;
  readonly user: string;
  readonly uid: number;
}

export interface Profile {
  readonly name: string;
  readonly process: ProcessIdentity;
  /** A small process beside the main one: a probe, a log shipper. */
  readonly helper: string;
  readonly resource: ResourceHabits;
  readonly syscalls: SyscallHabits;
  /** How much the load of the day swings around its mean, 0 to 1. */
  readonly daily: number;
  /** How unsteady the load is from one interval to the next: the deviation of its logarithm. */
  readonly unrest: number;
  /** Probability that an interval opens a burst of work, and how many times the usual load it brings. */
  readonly bursts: { readonly probability: number; readonly size: number };
}
