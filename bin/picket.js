#!/usr/bin/env node
/**
 * Starts picket.ts, on this Node.js where it can run TypeScript as it is, else on the one that `npm ci` brought along.
 * Plain JavaScript, because an older Node.js has to read it.
 */

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const oldest = [24, 6];

if (process.env.npm_command !== undefined) stopWithParent();

if (isRecent(process.versions.node)) {
  await import("./picket.ts");
} else {
  runOn(bundledNode());
}

/** npx and npm run commands by a shell, which dies of a SIGTERM without passing it on. */
function stopWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 100);
  watch.unref();
}

function isRecent(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

function bundledNode() {
  const name = `node-${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "bin", "node");
  } catch {
    return stop(
      `needs Node.js ${oldest.join(".")} or newer, this is ${process.versions.node} without the package ${name}`,
    );
  }
}

function stop(problem) {
  console.error(`picket: ${problem}`);
  return process.exit(1);
}

function runOn(node) {
  const program = join(dirname(fileURLToPath(import.meta.url)), "picket.ts");
  // By the channel the program notices when this launcher is killed, which no signal handler could tell it.
  const child = spawn(node, [...process.execArgv, program, ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"]) {
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches both processes; a second one would cut the graceful stop short.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("error", (error) => stop(`cannot start ${node}: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
