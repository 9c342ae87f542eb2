/**
 * The form in which observations travel from the ingest stages to the node stage: in frames, many to a record, under the name of
 * their node.
 *
 * Layout (varints are unsigned LEB128, doubles little-endian, a text is a varint length and UTF-8; what may be left out is a
 * varint of one more, 0 for none):
 *   version u8 = 2 | kind u8 | time varint | by kind:
 *   sample: family u8 | series text | whether there is a value u8 | the value double
 *   exec: sensor u8 | process (pid, uid left out | binary, arguments, container id, image text)
 *   connect: as exec | address text | port varint
 *   alive: sensor u8
 *   loss: sensor u8 | loss u8 | count varint
 *   anomaly: id, detector text | severity u8 | score double | container, because text
 */

import { ByteReader, ByteWriter } from "../proto/bytes.ts";
import { StringCache } from "../proto/string-cache.ts";
import { severities } from "../topology/detector.ts";
import { type Decoder, Rejection } from "../topology/rejection.ts";
import { type ActingProcess, metricFamilies, type NodeObservation, processSensors, sensors } from "./observation.ts";

const version = 2;
const kinds = ["sample", "exec", "connect", "alive", "loss", "anomaly"] as const;
const losses = ["dropped", "throttle_start", "throttle_end"] as const;

const writer = new ByteWriter(1024);

/**
 * @param observation of whole, non-negative numbers, but for values and scores.
 * @returns a view, valid until the next is encoded.
 */
export function encodeObservation(observation: NodeObservation): Buffer {
  writer.clear();
  writer.byte(version);
  writer.byte(kinds.indexOf(observation.kind));
  writer.varint(observation.time);
  switch (observation.kind) {
    case "sample":
      writer.byte(metricFamilies.indexOf(observation.family));
      writer.text(observation.series);
      writer.byte(observation.value === undefined ? 0 : 1);
      if (observation.value !== undefined) writer.double(observation.value);
      break;
    case "exec":
      writer.byte(processSensors.indexOf(observation.sensor));
      writeProcess(observation.process);
      break;
    case "connect":
      writer.byte(processSensors.indexOf(observation.sensor));
      writeProcess(observation.process);
      writer.text(observation.address);
      writer.varint(observation.port);
      break;
    case "alive":
      writer.byte(sensors.indexOf(observation.sensor));
      break;
    case "loss":
      writer.byte(sensors.indexOf(observation.sensor));
      writer.byte(losses.indexOf(observation.loss));
      writer.varint(observation.count);
      break;
    case "anomaly":
      writer.text(observation.id);
      writer.text(observation.detector);
      writer.byte(severities.indexOf(observation.severity));
      writer.double(observation.score);
      writer.text(observation.container);
      writer.text(observation.because);
  }
  return writer.view();
}

export function observationDecoder(): Decoder<NodeObservation> {
  const texts = new StringCache();
  return {
    name: "node-observation",
    decode(bytes) {
      const reader = new ByteReader(bytes);
      const observation = reader.byte() === version ? read(reader, texts) : undefined;
      if (observation === undefined || reader.failed || reader.remaining > 0) {
        return new Rejection("malformed", "not an observation of a node, or of another version of Picket");
      }
      return observation;
    },
  };
}

/** @returns `undefined` for what no writer writes; where the reader failed, anything. */
function read(reader: ByteReader, texts: StringCache): NodeObservation | undefined {
  const kind = kinds[reader.byte()];
  const time = reader.varint();
  if (kind === undefined) return undefined;
  switch (kind) {
    case "sample": {
      const family = metricFamilies[reader.byte()];
      const series = reader.text(texts);
      const value = reader.byte() === 0 ? undefined : reader.double();
      return family && { sensor: "metrics", kind, time, family, series, value };
    }
    case "exec": {
      const sensor = processSensors[reader.byte()];
      const process = readProcess(reader, texts);
      return sensor && { sensor, kind, time, process };
    }
    case "connect": {
      const sensor = processSensors[reader.byte()];
      const process = readProcess(reader, texts);
      const address = reader.text(texts);
      const port = reader.varint();
      return sensor && { sensor, kind, time, process, address, port };
    }
    case "alive": {
      const sensor = sensors[reader.byte()];
      return sensor && { sensor, kind, time };
    }
    case "loss": {
      const sensor = sensors[reader.byte()];
      const loss = losses[reader.byte()];
      const count = reader.varint();
      return sensor && loss && { sensor, kind, time, loss, count };
    }
    case "anomaly": {
      const id = reader.text();
      const detector = reader.text(texts);
      const severity = severities[reader.byte()];
      const score = reader.double();
      const container = reader.text(texts);
      const because = reader.text(texts);
      return severity && { sensor: "containers", kind, time, id, detector, severity, score, container, because };
    }
  }
}

function writeProcess({ pid, uid, binary, arguments: given, containerId, image }: ActingProcess): void {
  writer.varint(pid === undefined ? 0 : pid + 1);
  writer.varint(uid === undefined ? 0 : uid + 1);
  writer.text(binary);
  writer.text(given);
  writer.text(containerId);
  writer.text(image);
}

function readProcess(reader: ByteReader, texts: StringCache): ActingProcess {
  const pid = reader.varint();
  const uid = reader.varint();
  return {
    pid: pid === 0 ? undefined : pid - 1,
    uid: uid === 0 ? undefined : uid - 1,
    binary: reader.text(texts),
    arguments: reader.text(texts),
    containerId: reader.text(texts),
    image: reader.text(texts),
  };
}
