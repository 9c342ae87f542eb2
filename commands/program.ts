/** The command line: one subcommand each, its settings and options, and what its outcome means to the shell. */

import { Command, CommanderError } from "commander";
import packageJson from "../package.json" with { type: "json" };
import type { Environment } from "../config/given.ts";
import { loadSettings } from "../config/settings.ts";
import { hasCode, PicketError } from "../errors/picket-error.ts";
import { systemClock } from "../runtime/clock.ts";
import { addSettingFlags, givenFlags, usesSetting } from "./setting-flags.ts";
import type { CommandGroup, Subcommand } from "./subcommand.ts";
import { subcommands } from "./subcommands.ts";

const exitCodes = { done: 0, failed: 1, wrongUsage: 2 } as const;

/** Runs one command. @returns the exit code: 0 done, 1 failed, 2 wrong usage or settings. */
export async function main(argv: readonly string[], environment: Environment): Promise<number> {
  try {
    await createProgram(environment).parseAsync(argv, { from: "user" });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
    console.error(`picket: ${describe(error)}`);
    return hasCode(error, "SETTINGS_INVALID") ? exitCodes.wrongUsage : exitCodes.failed;
  }
}

export function createProgram(environment: Environment): Command {
  const program = new Command("picket")
    .description(packageJson.description)
    .version(packageJson.version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .showHelpAfterError("(picket --help lists the commands, picket COMMAND --help their options)")
    .addHelpText("after", "\nExample:\n  $ picket demo --for 20s");

  for (const spec of subcommands) {
    if ("commands" in spec) addGroup(program, environment, spec);
    else addSubcommand(program, environment, spec);
  }
  return program;
}

function addGroup(
  program: Command,
  environment: Environment,
  { name, summary, examples, commands }: CommandGroup,
): void {
  const group = program.command(name).summary(summary).description(sentence(summary));
  group.addHelpText("after", exampleText(examples));
  for (const spec of commands) addSubcommand(group, environment, spec);
}

function addSubcommand(program: Command, environment: Environment, spec: Subcommand): void {
  const command = program
    .command(spec.name)
    .summary(spec.summary)
    .description([sentence(spec.summary), spec.details ?? ""].join(" ").trim());
  spec.declare?.(command);
  addSettingFlags(command, spec.settings);
  command.addHelpText("after", exampleText(spec.examples));
  command.action(async () => {
    const flags = { ...givenFlags(command), ...spec.alias?.(command.opts()) };
    const settings = loadSettings(environment, flags, (entry) => usesSetting(spec.settings, entry));
    // Loaded here, not above: `--help` needs no logger.
    const { createLogger } = await import("../telemetry/logger.ts");
    const logger = createLogger({
      ...settings.logging,
      write: (line) => process.stderr.write(line),
      now: () => systemClock.now(),
    });
    await spec.run(settings, command, { environment, flags, logger, version: packageJson.version });
  });
}

function exampleText(examples: readonly string[]): string {
  return `\nExample:\n${examples.map((example) => `  $ ${example}`).join("\n")}`;
}

function sentence(summary: string): string {
  return `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`;
}

/** A PicketError explains itself; anything else is a bug, and its stack is what helps. */
function describe(error: unknown): string {
  if (error instanceof PicketError) return `${error.message} [${error.code}]${causes(error.cause)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function causes(cause: unknown): string {
  return cause instanceof Error ? `\n  because: ${cause.message}${causes(cause.cause)}` : "";
}
