/** What shippers of logs make of a line of Tetragon on its way to Kafka; sources/tetragon/envelope.ts takes it off again. */

import { rfc3339 } from "../../proto/codecs/timestamp.ts";

/** `none`: the line itself, as `picket collect tetragon` writes it. */
export const envelopeNames = ["none", "cri", "docker", "fluent-bit", "vector", "otlp"] as const;

export type EnvelopeName = (typeof envelopeNames)[number];

/** @param time in ms since the epoch. */
type Envelope = (line: string, time: number, node: string) => string;

export const envelopes: Readonly<Record<Exclude<EnvelopeName, "none">, Envelope>> = {
  cri: (line, time) => `${rfc3339(time)} stdout F ${line}`,
  docker: (line, time) => JSON.stringify({ log: `${line}\n`, stream: "stdout", time: rfc3339(time) }),
  "fluent-bit": (log, time, host) => {
    return JSON.stringify({ "@timestamp": rfc3339(time), stream: "stdout", log, kubernetes: { ...pod, host } });
  },
  vector: (message, time, node) => {
    const kubernetes = { ...pod, pod_node_name: node };
    return JSON.stringify({ kubernetes, message, source_type: "kubernetes_logs", timestamp: rfc3339(time) });
  },
  otlp: (line, time, node) => {
    const logRecords = [{ timeUnixNano: `${time}000000`, body: { stringValue: line } }];
    const attributes = [{ key: "k8s.node.name", value: { stringValue: node } }];
    return JSON.stringify({ resourceLogs: [{ resource: { attributes }, scopeLogs: [{ scope: {}, logRecords }] }] });
  },
};

const pod = { namespace_name: "kube-system", pod_name: "tetragon-7x2mq", container_name: "export-stdout" };
