/** The executable: arguments and environment to one command, and its outcome to an exit code. */

import { main } from "../commands/program.ts";

// Started by picket.js on another Node.js: do not outlive it.
process.once("disconnect", () => process.exit(1));
process.channel?.unref();

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`picket: Standard output cannot be written: ${error.message}\n`);
  process.exit(1);
});

process.exitCode = await main(process.argv.slice(2), process.env);

// A connection that does not close must not keep a finished command alive.
setTimeout(() => process.exit(), 2000).unref();
