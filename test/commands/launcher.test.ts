/** bin/picket.js: starts on an older Node.js too, and passes arguments, output, exit code and signals through. */

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";

const root = join(import.meta.dirname, "../..");
const launcher = join(root, "bin/picket.js");

/** Makes this Node.js say that it is 20, which is all that the launcher looks at. */
const pretendOld = `data:text/javascript,${encodeURIComponent(
  `if (process.argv[1]?.endsWith("picket.js")) Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } })`,
)}`;

/** The launcher beside a program of the test's own, and beside a bundled Node.js where one is wanted. */
function install(context: TestContext, program: string, bundled = true): string {
  const folder = mkdtempSync(join(tmpdir(), "picket-launcher-"));
  context.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "bin"));
  cpSync(launcher, join(folder, "bin/picket.js"));
  writeFileSync(join(folder, "bin/picket.ts"), program);
  writeFileSync(join(folder, "package.json"), `{ "type": "module" }`);
  if (bundled) {
    const node = join(folder, `node_modules/node-${process.platform}-${process.arch}`);
    mkdirSync(join(node, "bin"), { recursive: true });
    writeFileSync(join(node, "package.json"), "{}");
    symlinkSync(process.execPath, join(node, "bin/node"));
  }
  chmodSync(join(folder, "bin/picket.js"), 0o755);
  return join(folder, "bin/picket.js");
}

describe("the launcher", () => {
  it("runs the real program on this Node.js", () => {
    const run = spawnSync(process.execPath, [launcher, "--help"], { encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stdout, /Usage: picket/);
  });

  it(
    "says in a line that its output cannot be written",
    { skip: process.platform !== "linux" && "no /dev/full" },
    () => {
      const full = openSync("/dev/full", "w");
      const run = spawnSync(process.execPath, [launcher, "config"], {
        encoding: "utf8",
        stdio: ["ignore", full, "pipe"],
      });
      closeSync(full);
      assert.equal(run.status, 1);
      assert.match(run.stderr, /^picket: Standard output cannot be written: ENOSPC.*\n$/);
    },
  );

  it("runs the real program on the bundled one from an older Node.js", () => {
    const run = spawnSync(process.execPath, ["--import", pretendOld, launcher, "config", "--ml-model", "ocsvm"], {
      encoding: "utf8",
    });
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stdout, /ML_MODEL +ocsvm +flag --ml-model/);
  });

  it("passes arguments and exit code through", (context) => {
    const path = install(
      context,
      `const words: string[] = process.argv.slice(2); console.log(JSON.stringify(words)); process.exitCode = 7;`,
    );
    const run = spawnSync(process.execPath, ["--import", pretendOld, path, "a b", "--c", ""], { encoding: "utf8" });
    assert.deepEqual([run.status, run.stdout, run.stderr], [7, '["a b","--c",""]\n', ""]);
  });

  it("passes signals on, and waits for the graceful stop", async (context) => {
    const path = install(
      context,
      `process.once("SIGTERM", () => { console.log("stopping"); clearInterval(timer); process.exitCode = 3; });
       const timer = setInterval(() => {}, 1000); console.log("up");`,
    );
    const run = spawn(process.execPath, ["--import", pretendOld, path], { stdio: ["ignore", "pipe", "inherit"] });
    const written: string[] = [];
    run.stdout.setEncoding("utf8").on("data", (text: string) => {
      written.push(text);
      if (text.includes("up")) run.kill("SIGTERM");
    });
    const [code]: unknown[] = await once(run, "close");
    assert.equal(code, 3);
    assert.equal(written.join(""), "up\nstopping\n");
  });

  it("takes the program with it when it is killed", async (context) => {
    const path = install(
      context,
      `process.once("disconnect", () => process.exit(1)); process.channel?.unref();
       setInterval(() => {}, 1000); console.log("up");`,
    );
    const run = spawn(process.execPath, ["--import", pretendOld, path], { stdio: ["ignore", "pipe", "inherit"] });
    run.stdout.once("data", () => run.kill("SIGKILL"));
    // The pipe closes when the last process that holds it is gone.
    await once(run, "close");
    assert.equal(run.signalCode, "SIGKILL");
  });

  it("stops gracefully when the shell that npm runs it by is gone", async (context) => {
    const path = install(
      context,
      `process.once("SIGTERM", () => { console.log("stopping"); clearInterval(timer); });
       const timer = setInterval(() => {}, 1000); console.log("up");`,
    );
    for (const old of [[], ["--import", pretendOld]]) {
      // `; true` keeps the shell from replacing itself by the command.
      const command = [process.execPath, ...old, path].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
      const shell = spawn("sh", ["-c", `${command}; true`], {
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...process.env, npm_command: "exec" },
      });
      const written: string[] = [];
      shell.stdout.setEncoding("utf8").on("data", (text: string) => {
        written.push(text);
        if (text.includes("up")) shell.kill("SIGTERM");
      });
      await once(shell, "close");
      assert.equal(written.join(""), "up\nstopping\n");
    }
  });

  it("says what is missing where there is no Node.js to run on", (context) => {
    const path = install(context, "", false);
    const run = spawnSync(process.execPath, ["--import", pretendOld, path], { encoding: "utf8" });
    assert.equal(run.status, 1);
    assert.match(run.stderr, /needs Node\.js 24\.6 or newer, this is 20\.20\.2 without the package node-/);
  });
});
