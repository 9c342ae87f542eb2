/** The settings of where states are kept, so that a restart need not learn again, how often, and when they are let go. */

import { z } from "zod";
import { duration, integer, readableFile, text } from "./kinds.ts";
import { type Kind, optionalSetting, setting } from "./setting.ts";

/** Credentials have settings of their own: an address is printed, logged and seen in the list of processes. */
const storeAddress: Kind<string> = {
  expected:
    "none, memory:, file:DIRECTORY, redis://HOST:PORT, redis+sentinel://HOST,HOST/MASTER or redis+cluster://HOST,HOST " +
    "(rediss for TLS), without credentials",
  schema: z.string().regex(/^(none|memory:|file:.+|rediss?:\/\/[^@]+|rediss?\+(sentinel|cluster):\/\/[^@]+)$/),
};

export const stateSettings = z.object({
  store: setting(storeAddress, {
    variable: "PICKET_STATE",
    default: "none",
    help: "Where states are kept; with none, a restart learns again from the internal topics.",
    common: true,
  }),
  username: optionalSetting(text, {
    variable: "PICKET_STATE_USERNAME",
    unset: "Redis' default user",
    help: "The user of Redis.",
  }),
  password: optionalSetting(text, {
    variable: "PICKET_STATE_PASSWORD",
    unset: "none",
    help: "The password of Redis.",
    secret: true,
  }),
  tlsCa: optionalSetting(readableFile, {
    variable: "PICKET_STATE_TLS_CA",
    unset: "the system's",
    help: "The certificates that a Redis behind TLS is checked against.",
  }),
  prefix: setting(text, {
    variable: "PICKET_STATE_PREFIX",
    default: "picket:",
    help: "What all keys in Redis begin with.",
  }),
  expiryMs: setting(duration(60_000, 3650 * 86_400_000), {
    variable: "PICKET_STATE_EXPIRY",
    default: "7d",
    help: "Redis forgets the state of a partition that was not saved for so long; Kafka forgets offsets after 7d.",
  }),
  snapshotIntervalMs: setting(duration(100, 86_400_000), {
    variable: "PICKET_SNAPSHOT_INTERVAL",
    default: "10s",
    help: "How often the states of a partition that changed are saved, which is about what a restart replays.",
  }),
  snapshotStates: setting(integer(1), {
    variable: "PICKET_SNAPSHOT_STATES",
    default: "20000",
    help: "Save sooner, down to a tenth of the interval, when so many states of a partition have changed.",
  }),
  idleAfterMs: setting(duration(100, 3650 * 86_400_000), {
    variable: "PICKET_IDLE_AFTER",
    default: "10m",
    help: "Where states are kept, those of a container or node without events for so long (event time) leave memory until its next.",
  }),
  keysInMemory: setting(integer(1), {
    variable: "PICKET_MAX_KEYS_IN_MEMORY",
    default: "10000",
    help: "Of more containers or nodes in a partition, those longest without events leave memory, where states are kept.",
  }),
  forgetAfterMs: setting(duration(100, 3650 * 86_400_000), {
    variable: "PICKET_FORGET_AFTER",
    default: "7d",
    help: "A container or node without events for so long (event time) is forgotten for good and starts anew; kept states or not.",
  }),
});
