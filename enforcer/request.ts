/** Reads the records of `cordon-requests`, whoever wrote them: a request, or what is wrong, but never an exception. */

import { PicketError } from "../errors/picket-error.ts";
import type { LogRecord } from "../log/port.ts";
import type { CordonRequest } from "../proto/codecs/cordon-request.ts";
import { cordonRequestFormats } from "../proto/codecs/cordon-request-format.ts";

export type { Action, CordonRequest, Evidence } from "../proto/codecs/cordon-request.ts";

/** What belongs to a request of its record. */
export type RequestRecord = Pick<LogRecord, "key" | "value" | "headers">;

/** A record that holds no request that may be followed; `problem` is for people and quotes nothing of the record. */
export class Malformed {
  readonly problem: string;

  constructor(problem: string) {
    this.problem = problem;
  }
}

/** More than the largest request that keeps within `requestLimits` takes in either form. */
const largestRequest = 256 * 1024;

const longestProblem = 1000;

/** The key must be the node: it says to which partition the request belongs, and so what comes before what. */
export function readRequest({ key, value, headers }: RequestRecord): CordonRequest | Malformed {
  if (value === null || value.length === 0) return new Malformed("The record has no value.");
  if (value.length > largestRequest) return new Malformed(`The record is larger than ${largestRequest} bytes.`);
  const format = formatOf(headers);
  if (format === undefined) return new Malformed("The record has no content-type that says JSON or protobuf.");
  try {
    const request = cordonRequestFormats[format].decode(value);
    return key?.equals(Buffer.from(request.node)) === true
      ? request
      : new Malformed("The key of the record is not the node of the request.");
  } catch (error) {
    // Whatever it is: an exception here would stop the enforcer at this record, for ever.
    const problem = error instanceof PicketError ? error.message : "The record cannot be read.";
    return new Malformed(problem.slice(0, longestProblem));
  }
}

function formatOf(headers: RequestRecord["headers"]): "json" | "protobuf" | undefined {
  const types = headers.filter(([name]) => name === "content-type").map(([, value]) => value.toString("latin1"));
  if (types.length !== 1) return undefined;
  return (["json", "protobuf"] as const).find((form) => cordonRequestFormats[form].contentType === types[0]);
}
