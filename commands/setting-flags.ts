/** Settings as flags of a command, made from the schema: what `--help` says of them, and what was given. */

import { Option, type Command } from "commander";
import { settingEntries, type Section, type SettingEntry } from "../config/schema.ts";
import type { Flags } from "../config/given.ts";

const groupTitles: Readonly<Record<Section, string>> = {
  detection: "Settings of detection:",
  kafka: "Settings of the connection to Kafka:",
  topics: "Settings of topics:",
  processing: "Settings of processing:",
  state: "Settings of state:",
  nodes: "Settings of the judgement of nodes:",
  collect: "Settings of collectors:",
  requests: "Settings of requests:",
  enforcer: "Settings of the enforcer:",
  kubernetes: "Settings of Kubernetes:",
  logging: "Settings of logging:",
  telemetry: "Settings of telemetry:",
};

/** A section, or one variable. */
export type SettingsName = Section | Uppercase<string>;

export function usesSetting(wanted: readonly SettingsName[], { section, variable }: SettingEntry): boolean {
  return wanted.some((name) => name === section || name === variable);
}

/** Common ones first; secrets are none of them. */
export function addSettingFlags(command: Command, wanted: readonly SettingsName[]): Command {
  const entries = settingEntries.filter((entry) => entry.flag !== undefined && usesSetting(wanted, entry));
  for (const entry of entries.filter(({ common }) => common === true)) {
    command.addOption(optionOf(entry, "Common settings:"));
  }
  for (const [section, title] of Object.entries(groupTitles)) {
    const rest = entries.filter((entry) => entry.section === section && entry.common !== true);
    for (const entry of rest) command.addOption(optionOf(entry, title));
  }
  return command;
}

/** What was given on the command line, by the variable that each flag stands for. */
export function givenFlags(command: Command): Flags {
  const values: Record<string, unknown> = command.opts();
  const flags: Record<string, string> = {};
  for (const option of command.options) {
    const entry = settingEntries.find(({ flag }) => flag === option.long);
    const value = values[option.attributeName()];
    if (entry !== undefined && typeof value === "string") flags[entry.variable] = value;
  }
  return flags;
}

function optionOf(entry: SettingEntry, group: string): Option {
  const byDefault = entry.default ?? entry.unset ?? "none";
  const description = `${entry.help} Expects ${entry.expected}. Default: ${byDefault}. [${entry.variable}]`;
  const isSwitch = entry.expected === "true or false";
  const option = new Option(`${entry.flag ?? ""} ${isSwitch ? "[true|false]" : "<value>"}`, description).helpGroup(
    group,
  );
  return isSwitch ? option.preset("true") : option;
}
