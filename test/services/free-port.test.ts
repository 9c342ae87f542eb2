/** Ports for servers that tests start: nobody is given one that another has, or may come to have. */

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, describe, it } from "node:test";
import { freePort } from "./free-port.ts";

const module = JSON.stringify(import.meta.resolve("./free-port.ts"));
const children: ChildProcess[] = [];

describe("free ports", () => {
  after(() => children.forEach((child) => child.kill("SIGKILL")));

  it("are given to one process each, although all look for them in the same places at the same time", async () => {
    const owners = await Promise.all([takers(30), takers(30), takers(30)]);
    const ports = owners.flatMap(({ ports }) => ports);
    assert.equal(new Set(ports).size, 90);
    assert.ok(Math.max(...ports) < 32_768, "systems choose from 32768 on by themselves");
  });

  it("come back from a process that was killed", async () => {
    const killed = await takers(1);
    killed.child.kill("SIGKILL");
    await once(killed.child, "exit");
    const [port] = killed.ports;
    assert.deepEqual((await takers(1)).ports, [port]);
  });

  it("are not those that strangers listen on", async () => {
    const [port = 0] = (await takers(1)).ports;
    children.at(-1)?.kill("SIGKILL");
    await once(children.at(-1)!, "exit");
    const stranger = createServer().listen(port, "127.0.0.1");
    await once(stranger, "listening");
    assert.notDeepEqual((await takers(1)).ports, [port]);
    stranger.close();
  });

  it("can be listened on, and again, by who has them", async () => {
    const port = await freePort();
    for (let time = 0; time < 2; time += 1) {
      const server = createServer().listen(port, "127.0.0.1");
      await once(server, "listening");
      server.close();
      await once(server, "close");
    }
  });
});

/** A process that takes so many ports at once, beginning at the same place as all others of these, and keeps them. */
async function takers(count: number): Promise<{ readonly child: ChildProcess; readonly ports: readonly number[] }> {
  const script = `
    Object.defineProperty(process, "pid", { value: 4000 });
    const { freePort } = await import(${module});
    console.log(JSON.stringify(await Promise.all(Array.from({ length: ${count} }, freePort))));
    process.stdin.resume();`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  const [line] = await once(child.stdout, "data");
  const ports: unknown = JSON.parse(String(line));
  assert.ok(Array.isArray(ports));
  return { child, ports: ports.map(Number) };
}
