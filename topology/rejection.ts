/** What a step answers instead of a value when it cannot read an event: the event goes to dead letters with this reason. */

/** The closed list of reason codes, with what each means; docs/dead-letters.md lists the same, and a test compares them. */
export const rejectionReasons = {
  empty: "The record has no value (a tombstone) or an empty one.",
  malformed:
    "The bytes are not of the format that their source writes: truncated, or with impossible lengths or types.",
  too_large: "The record, or what it would decompress to, is larger than PICKET_MAX_EVENT_BYTES.",
  number_invalid: "A measurement is NaN, infinite or negative, or a number is out of the range of its type.",
  node_missing: "A sample or an event does not say which node it is of.",
  node_mismatch: "The event claims to be of a node that its sender may not speak for.",
  vector_malformed: "The syscall vector is not a JSON object of syscall numbers to whole, non-negative counts.",
  vector_too_large: "The syscall vector's JSON is larger than 64 KiB.",
  key_too_long: "The name that an event is routed by, such as its container's, is longer than 1024 characters.",
  time_ahead: "The event's time is further ahead of its record's time than PICKET_MAX_CLOCK_AHEAD.",
  frame_malformed: "An internal topic's record is not a frame that this version reads.",
  step_failed: "A step of the topology failed on this event; the detail names the step and the error.",
} as const satisfies Record<string, string>;

export type RejectionReason = keyof typeof rejectionReasons;

export class Rejection {
  readonly reason: RejectionReason;
  /** For people: what exactly was wrong, without the event's own content. */
  readonly detail: string;

  constructor(reason: RejectionReason, detail: string) {
    this.reason = reason;
    this.detail = detail;
  }
}

/** Of the record that an event came in; none for events from an internal topic. */
export type RecordHeaders = readonly (readonly [name: string, value: Buffer])[];

/** Reads bytes into a value, or says why it cannot. Never throws for bad bytes. */
export interface Decoder<Out> {
  readonly name: string;
  decode(bytes: Buffer, headers?: RecordHeaders): Out | Rejection;
}
