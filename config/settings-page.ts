/** docs/settings.md, made from the schema; `npm run docs` writes it and a test keeps it current. */

import { settingEntries, type Section, type SettingEntry } from "./schema.ts";

const titles: Readonly<Record<Section, string>> = {
  detection: "Detection",
  kafka: "Connection to Kafka",
  topics: "Topics",
  processing: "Processing",
  state: "State",
  nodes: "Nodes",
  collect: "Collectors",
  requests: "Requests",
  enforcer: "Enforcer",
  kubernetes: "Kubernetes",
  logging: "Logging",
  telemetry: "Telemetry",
};

export function settingsPage(): string {
  const sections = Object.entries(titles).map(
    ([section, title]) => `## ${title}\n\n${tableOf(settingEntries.filter((entry) => entry.section === section))}`,
  );
  return `${introduction}\n\n${sections.join("\n\n")}\n`;
}

const introduction = `# Settings

Every setting is an environment variable, and a flag of the commands that use it; the flag wins, and an empty value
counts as not given. \`picket config\` shows the effective settings and where each came from. All mistakes are reported
at once, with exit code 2, before anything connects; a \`PICKET_\` variable that is none of these is a mistake too.
Secrets are variables only, because every process of a machine can read flags, and are never printed.

OpenTelemetry reads its own \`OTEL_*\` variables, such as \`OTEL_EXPORTER_OTLP_ENDPOINT\` and \`OTEL_SERVICE_NAME\`.

In Kubernetes, a Service named \`picket-metrics\` makes the cluster set \`PICKET_METRICS_PORT\` to an address in every pod
of its namespace; set \`enableServiceLinks: false\` in the pod.

This page is made from the schema by \`npm run docs\`.`;

function tableOf(entries: readonly SettingEntry[]): string {
  return ["| Variable | Flag | Default | Meaning |", "| --- | --- | --- | --- |", ...entries.map(rowOf)].join("\n");
}

function rowOf(entry: SettingEntry): string {
  const flag = entry.flag === undefined ? "none: secret" : `\`${entry.flag}\``;
  const byDefault = entry.default === undefined ? (entry.unset ?? "none") : `\`${entry.default}\``;
  return `| \`${entry.variable}\` | ${flag} | ${byDefault} | ${entry.help} Expects ${entry.expected}. |`;
}
