/** The settings of how nodes are judged: which sensors, in which windows, among whom, by which policy. */

import { z } from "zod";
import { duration, integer, listOf, namedByPattern, oneOf, readableFile, someOf, text, trueOrFalse } from "./kinds.ts";
import { type Kind, optionalSetting, setting } from "./setting.ts";

/** A model's name is its file's: not that of what Picket brings, and short enough for a request. */
const modelFile: Kind<string> = {
  expected: "NAME.json: letters, digits, '.', '_' and '-', and not peers, own-past or isolation-forest",
  schema: z.string().regex(/^(?!(?:peers|own-past|isolation-forest)\.json$)[A-Za-z0-9][A-Za-z0-9._-]{0,59}\.json$/),
};

const modelFiles: Kind<readonly string[]> = {
  expected: `up to 8 different ones, ${listOf(modelFile).expected}`,
  schema: listOf(modelFile)
    .schema.refine(({ length }) => length > 0 && length <= 8)
    .refine(isWithoutTwins),
};

const modelsPlace: Kind<string> = {
  expected:
    "file:DIRECTORY, redis://HOST:PORT, redis+sentinel://HOST,HOST/MASTER or redis+cluster://HOST,HOST (rediss for TLS), " +
    "without credentials",
  schema: z.string().regex(/^(file:.+|rediss?:\/\/[^@]+|rediss?\+(sentinel|cluster):\/\/[^@]+)$/),
};

export const nodeSettings = z.object({
  areJudged: setting(trueOrFalse, {
    variable: "PICKET_NODES",
    default: "false",
    help: "Judge nodes: read their sensors' topics, write node-health, and ask for nodes to be cordoned.",
    common: true,
  }),
  sensors: setting(someOf("metrics", "tetragon", "ebpf"), {
    variable: "PICKET_NODE_SENSORS",
    default: "metrics,tetragon,ebpf",
    help: "The sensors of nodes whose topics are read.",
  }),
  policy: optionalSetting(readableFile, {
    variable: "PICKET_NODE_POLICY",
    unset: "the policy's defaults",
    help: "YAML file of the policy by which nodes are asked to be cordoned; see docs/node-policy.md.",
  }),
  identityHeader: optionalSetting(text, {
    variable: "PICKET_NODE_IDENTITY_HEADER",
    unset: "what records say of their node is believed",
    help: "The header that tells who sent a record, set by a gateway; events of nodes that the sender may not speak for are rejected.",
  }),
  identities: optionalSetting(readableFile, {
    variable: "PICKET_NODE_IDENTITIES",
    unset: "each sender speaks for the node of its own name",
    help: "YAML file of node names or patterns, one or a list, by sender.",
  }),
  time: setting(oneOf("clock", "events"), {
    variable: "PICKET_TIME",
    default: "clock",
    help: "What tells nodes' windows that time passes: the clock, or, for a past that is read faster than it happened, the events.",
  }),
  windowLengthMs: setting(duration(5000, 600_000), {
    variable: "PICKET_WINDOW_LENGTH",
    default: "10s",
    help: "How long a window of a node is.",
  }),
  windowGraceMs: setting(duration(0, 60_000), {
    variable: "PICKET_WINDOW_GRACE",
    default: "5s",
    help: "How long after its end a window stays open for what comes out of order.",
  }),
  groups: optionalSetting(namedByPattern, {
    variable: "PICKET_NODE_GROUPS",
    unset: "all nodes are one group, all",
    help: "Groups of like nodes, which are judged among each other, by patterns of their names; the first that matches holds.",
  }),
  models: optionalSetting(modelFiles, {
    variable: "PICKET_NODE_MODELS",
    unset: "no models are loaded",
    help: "Files of models that score nodes' windows: trained isolation forests, manifests of ONNX models; see docs/models-node.md.",
  }),
  modelsFrom: optionalSetting(modelsPlace, {
    variable: "PICKET_NODE_MODELS_FROM",
    unset: "nowhere; it must be set where there are models",
    help: "Where files of models lie; PICKET_STATE_* say how Redis is logged in to, and what its keys begin with.",
  }),
  modelsEveryMs: setting(duration(100, 86_400_000), {
    variable: "PICKET_NODE_MODELS_EVERY",
    default: "10s",
    help: "How often files of models are looked at; one that is new is taken without a restart.",
  }),
  modelWindows: setting(integer(1, 1000), {
    variable: "PICKET_NODE_MODEL_WINDOWS",
    default: "30",
    help: "How many windows of a node are kept for models, which is the longest sequence that a model may ask for.",
  }),
  suspiciousPorts: setting(listOf(integer(1, 65_535)), {
    variable: "PICKET_SUSPICIOUS_PORTS",
    default: "1337,3333,4444,5555,6666,6667,7777,14433,14444,31337,45560,45700",
    help: "Ports of which connections to them are suspicious, as miners and reverse shells use them.",
  }),
});

function isWithoutTwins(items: readonly string[]): boolean {
  return new Set(items).size === items.length;
}
