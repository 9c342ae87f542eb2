/**
 * Command lines that blind who watches a node: they clear the logs in which an intruder would be found, or stop sensors (MITRE
 * ATT&CK T1070.002 and T1562.001). Rotated logs, and those of applications, are anyone's to delete.
 */

import type { ActingProcess } from "../observation.ts";
import { programOf, shells } from "./program.ts";

/** By themselves, or in what a shell or another's namespace is told to run. */
const begin = String.raw`(?:^|[\s;&|"'\`(/])`;
const rest = String.raw`\s(?:[^;&|]*[\s"'])?`;
const end = String.raw`(?=["'\s;&|)]|$)`;
const logs = String.raw`/var/log(?:/(?:audit(?:/audit\.log)?|journal(?:/[^\s"';&|]*)?|auth\.log|secure|syslog|messages|kern\.log|[wb]tmp|lastlog|tetragon(?:/[^\s"';&|]*)?|\*))?/?`;
const sensors = String.raw`(?:tetragon|falco|auditd|osqueryd?|sysdig|ebpf-agent|node[-_]exporter|rsyslogd?|syslog-ng|(?:systemd-)?journald|fluent-?bit|fluentd|filebeat|auditbeat)(?:\.service)?`;

const clearing: readonly RegExp[] = [
  new RegExp(`${begin}(?:rm|unlink|shred|srm|wipe|truncate)${rest}${logs}${end}`),
  new RegExp(`${begin}(?:cp|mv|ln)${rest}/dev/null${rest}${logs}${end}`),
  new RegExp(`(?<!>)>\\s*["']?${logs}${end}`),
  new RegExp(`${begin}journalctl${rest}--vacuum-(?:size=\\d+K?|time=\\d+s?)${end}`),
];
const stopping: readonly RegExp[] = [
  new RegExp(`${begin}systemctl${rest}(?:stop|disable|mask|kill)${rest}${sensors}${end}`),
  new RegExp(`${begin}service\\s+${sensors}\\s+stop${end}`),
  new RegExp(`${begin}init\\.d/${sensors}\\s+stop${end}`),
  new RegExp(`${begin}(?:pkill|killall)${rest}${sensors}${end}`),
  new RegExp(`${begin}auditctl${rest}(?:-e\\s*0|-D)${end}`),
];

const clearers = ["rm", "unlink", "shred", "srm", "wipe", "truncate", "cp", "mv", "ln", "journalctl"];
const stoppers = ["systemctl", "service", "pkill", "killall", "auditctl"];
const wrappers = ["nsenter", "chroot", "sudo", "env", "nohup", "setsid", "timeout", "xargs"];
const concerned: ReadonlySet<string> = new Set([...clearers, ...stoppers, ...wrappers, ...shells]);
const initScripts = "/etc/init.d/";

export type Tampering = "logs_cleared" | "sensor_stopped";

/** @returns all that it does; nothing for most. */
export function tamperingOf({ binary, arguments: given }: ActingProcess): readonly Tampering[] {
  if (!concerned.has(programOf(binary)) && !binary.startsWith(initScripts)) return [];
  const line = `${binary} ${given}`;
  const clears = clearing.some((pattern) => pattern.test(line));
  const stops = stopping.some((pattern) => pattern.test(line));
  return [...(clears ? (["logs_cleared"] as const) : []), ...(stops ? (["sensor_stopped"] as const) : [])];
}
