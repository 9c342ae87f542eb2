/** What is open between the policy and a node: the request that waits for its release, and since when the node is well. */

export interface Standing {
  /** `undefined`: none. There is never more than one. */
  readonly open: OpenRequest | undefined;
  /** When it was last asked to be released, ms by the node's clock; `undefined`: never. */
  readonly releasedAt: number | undefined;
  /** Start of the first of the healthy windows that followed one another without a break; `undefined` where the newest is none. */
  readonly healthySince: number | undefined;
}

export interface OpenRequest {
  /** Of the newest request; those before it, for the same trouble, it takes the place of. */
  readonly id: string;
  /** When it was first asked for, and last, ms by the node's clock. */
  readonly since: number;
  readonly askedAt: number;
  /** Whether a critical rule ever asked, and whether the ordinary rules did. */
  readonly isCritical: boolean;
  readonly isOrdinary: boolean;
}

export const noStanding: Standing = Object.freeze({ open: undefined, releasedAt: undefined, healthySince: undefined });
