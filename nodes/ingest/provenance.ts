/**
 * Who may speak for which node: a compromised node must not be able to frame its peers. Who sent a record tells a header, so this
 * is worth as much as whoever sets it: a gateway that knows its clients, not the sender itself.
 */

import { matchesName } from "../../config/name-pattern.ts";
import { type Decoder, type RecordHeaders, Rejection } from "../../topology/rejection.ts";

export interface Provenance {
  /** Name of the header that tells who sent a record. */
  readonly header: string;
  /**
   * Names of nodes, or patterns of them (`*` stands for any characters), by who may speak for them. Left out: each for the node
   * of its own name.
   */
  readonly nodes?: ReadonlyMap<string, readonly string[]>;
}

/** The same decoder, which rejects what claims to be of a node that its sender may not speak for. What claims none is let pass. */
export function bound<T>(
  decoder: Decoder<T>,
  nodeOf: (value: T) => string,
  provenance: Provenance | undefined,
): Decoder<T> {
  if (provenance === undefined) return decoder;
  return {
    name: decoder.name,
    decode(bytes, headers) {
      const value = decoder.decode(bytes, headers);
      return value instanceof Rejection ? value : (mismatch(nodeOf(value), headers, provenance) ?? value);
    },
  };
}

/** As `bound`, for decoders of records of many: each is rejected for itself. */
export function eachBound<T extends object>(
  decoder: Decoder<readonly (T | Rejection)[]>,
  nodeOf: (value: T) => string,
  provenance: Provenance | undefined,
): Decoder<readonly (T | Rejection)[]> {
  if (provenance === undefined) return decoder;
  return {
    name: decoder.name,
    decode(bytes, headers) {
      const values = decoder.decode(bytes, headers);
      if (values instanceof Rejection) return values;
      return values.map((value) =>
        value instanceof Rejection ? value : (mismatch(nodeOf(value), headers, provenance) ?? value),
      );
    },
  };
}

function mismatch(node: string, headers: RecordHeaders = [], { header, nodes }: Provenance): Rejection | undefined {
  if (node === "") return undefined;
  const senders = headers.filter(([name]) => name === header).map(([, value]) => value.toString());
  const [sender] = senders;
  // Of two that are told one may be the sender's own invention.
  if (sender === undefined || senders.length > 1) {
    return new Rejection("node_mismatch", `The record has ${senders.length} headers ${header}, which says who sent it`);
  }
  const allowed = nodes === undefined ? [sender] : (nodes.get(sender) ?? []);
  if (allowed.some((pattern) => matchesName(pattern, node))) return undefined;
  return new Rejection("node_mismatch", "The sender may not speak for the node that this claims to be of");
}
