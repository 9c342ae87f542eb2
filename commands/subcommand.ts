/** What a subcommand is, before commander knows of it; commands/subcommands.ts lists them. */

import type { Command } from "commander";
import type { Flags } from "../config/given.ts";
import type { Settings } from "../config/settings.ts";
import type { CommandContext } from "./context.ts";
import type { SettingsName } from "./setting-flags.ts";

export interface Subcommand {
  readonly name: string;
  /** A clause that `picket --help` shows beside the name. */
  readonly summary: string;
  /** More for its own `--help`, where the summary is not enough. */
  readonly details?: string;
  readonly examples: readonly string[];
  /** The settings that it uses, by section or by variable, which become its flags. */
  readonly settings: readonly SettingsName[];
  /** Adds arguments and options of its own. */
  readonly declare?: (command: Command) => Command;
  /** Settings that it takes under another flag as well, by variable. */
  readonly alias?: (options: Readonly<Record<string, string | undefined>>) => Flags;
  /** Imports the command's own module only now, so that `--help` is quick. */
  readonly run: (settings: Settings, command: Command, context: CommandContext) => Promise<unknown>;
}

/** Commands that share a word: `picket state list`. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly string[];
  readonly commands: readonly Subcommand[];
}
