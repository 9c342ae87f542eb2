/** The settings of the collectors: what they listen on, scrape and follow, and how they hand it to Kafka. */

import { z } from "zod";
import { address, duration, integer, list, readableFile, size, text, trueOrFalse } from "./kinds.ts";
import { optionalSetting, setting } from "./setting.ts";

export const collectSettings = z.object({
  nodeLabel: setting(text, {
    variable: "PICKET_NODE_LABEL",
    default: "node",
    help: "The label by which samples say which node they are of, such as node, kubernetes_node, nodename or instance.",
  }),
  nodeNames: optionalSetting(readableFile, {
    variable: "PICKET_NODE_NAMES",
    unset: "the label's value is the node's name",
    help: "YAML file of node names by value of that label; samples of values that are not in it are of no node.",
  }),
  batchBytes: setting(size(2 ** 10, 2 ** 23), {
    variable: "PICKET_COLLECT_BATCH_BYTES",
    default: "512KiB",
    help: "How much is written to Kafka at once, at least where so much waits.",
  }),
  lingerMs: setting(duration(0, 10_000), {
    variable: "PICKET_COLLECT_LINGER",
    default: "50ms",
    help: "How long less than that waits for more.",
  }),
  bufferBytes: setting(size(2 ** 20, 2 ** 34), {
    variable: "PICKET_COLLECT_BUFFER",
    default: "64MiB",
    help: "How much may wait for Kafka; beyond it senders are put off, a log file waits, and the oldest scrapes go.",
  }),
  listen: setting(address, {
    variable: "PICKET_REMOTE_WRITE_LISTEN",
    default: "0.0.0.0:9201",
    help: "The address and port on which remote write is received.",
  }),
  tokens: optionalSetting(readableFile, {
    variable: "PICKET_REMOTE_WRITE_TOKENS",
    unset: "everyone may write",
    help: "File of bearer tokens, one a line; senders must show one of them. Read again when it changes.",
  }),
  tlsCert: optionalSetting(readableFile, {
    variable: "PICKET_REMOTE_WRITE_TLS_CERT",
    unset: "no TLS",
    help: "PEM file of the certificate that the receiver shows; needs the key too.",
  }),
  tlsKey: optionalSetting(readableFile, {
    variable: "PICKET_REMOTE_WRITE_TLS_KEY",
    unset: "no TLS",
    help: "PEM file of that certificate's private key.",
  }),
  maxRequestBytes: setting(size(2 ** 10, 2 ** 28), {
    variable: "PICKET_REMOTE_WRITE_MAX_BYTES",
    default: "16MiB",
    help: "Larger requests are refused, whether compressed or not.",
  }),
  maxRequests: setting(integer(1, 100_000), {
    variable: "PICKET_REMOTE_WRITE_MAX_REQUESTS",
    default: "64",
    help: "More requests at a time are put off.",
  }),
  requestTimeoutMs: setting(duration(100, 600_000), {
    variable: "PICKET_REMOTE_WRITE_TIMEOUT",
    default: "10s",
    help: "How long a request may take to arrive, and again until Kafka has acknowledged it; then it is put off.",
  }),
  targets: optionalSetting(list("NODE=HOST:PORT, or HOST:PORT where the host's name is the node's"), {
    variable: "PICKET_SCRAPE_TARGETS",
    unset: "none",
    help: "The exporters to scrape.",
  }),
  targetsFile: optionalSetting(readableFile, {
    variable: "PICKET_SCRAPE_TARGETS_FILE",
    unset: "none",
    help: "File of exporters to scrape, as Prometheus' file_sd has them (YAML or JSON). Read again when it changes.",
  }),
  targetsInKubernetes: setting(trueOrFalse, {
    variable: "PICKET_SCRAPE_KUBERNETES",
    default: "false",
    help: "Scrape every node of the Kubernetes cluster at its internal address.",
  }),
  targetPort: setting(integer(1, 65_535), {
    variable: "PICKET_SCRAPE_PORT",
    default: "9100",
    help: "The exporter's port on the nodes of Kubernetes.",
  }),
  scrapeIntervalMs: setting(duration(1000, 60_000), {
    variable: "PICKET_SCRAPE_INTERVAL",
    default: "5s",
    help: "How often each target is scraped.",
  }),
  scrapeTimeoutMs: setting(duration(100, 60_000), {
    variable: "PICKET_SCRAPE_TIMEOUT",
    default: "3s",
    help: "How long a target may take to answer; at most the interval.",
  }),
  tetragonFile: setting(text, {
    variable: "PICKET_TETRAGON_FILE",
    default: "/var/run/cilium/tetragon/tetragon.log",
    help: "The file that Tetragon exports to, or - for standard input.",
  }),
  placeFile: optionalSetting(text, {
    variable: "PICKET_TETRAGON_STATE_FILE",
    unset: "a hidden file beside the followed one",
    help: "Where to remember how far the file was read.",
  }),
  maxLineBytes: setting(size(2 ** 10, 2 ** 23), {
    variable: "PICKET_TETRAGON_MAX_LINE",
    default: "512KiB",
    help: "Longer lines are passed over and counted.",
  }),
});
