/**
 * How long saving and loading a partition takes, and what it weighs: `node bench/state-store.ts LOCATION [CONTAINERS]`, e.g.
 * `redis://localhost` or `file:/tmp/states`. Each container has both of its detectors' half-space trees. Processor time is
 * what other work on the machine changes least.
 */

import { openStore } from "../state/open-store.ts";
import { goldenSnapshots } from "./golden-snapshots.ts";

const [location = "redis://localhost", containers = "10000"] = process.argv.slice(2);
const options = { location, keyPrefix: "picket-bench:", timeoutMs: 10_000, expiryMs: 600_000 };
const store = openStore(options);
const scope = { applicationId: "bench", stage: "container", partition: 0 };
const identity = { topicId: "bench", fingerprint: "bench" };

const states = await goldenSnapshots("hst");
const detectors = ["resource-per-container", "syscall-per-container"];
const all = new Map<string, Uint8Array>();
for (let i = 0; i < Number(containers); i += 1) {
  for (const name of detectors) {
    const trained = states.get(name) ?? [];
    all.set(`${name}/registry.example/shop/service-${i}:1.0`, trained[i % trained.length]!);
  }
}

const session = store.open(scope, identity);
const save = (offset: number, changed: ReadonlyMap<string, Uint8Array>): Promise<unknown> =>
  session.save({ offset, epoch: 1, savedAt: offset, isWhole: changed === all, changed, removed: [] });
await timed(`save ${all.size} entries`, () => save(1, all));
const tenth = new Map([...all].slice(0, all.size / 10));
await timed(`save ${tenth.size} changed ones`, () => save(2, tenth));
const [listed] = await store.list(scope.applicationId);
console.log(`${((listed?.bytes ?? 0) / Number(containers)).toFixed(0)} B per container in the store`);
const other = openStore(options);
const snapshot = await timed("load, checked, packed", () => other.open(scope, identity).load(console.error));
await timed("unpack all", async () => {
  for (const _ of snapshot?.entries ?? []);
});
await store.drop(scope.applicationId);
await Promise.all([store.close(), other.close()]);

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const [start, used] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(used);
  const passed = performance.now() - start;
  console.log(`${what}: ${passed.toFixed(0)} ms, ${((user + system) / 1000).toFixed(0)} ms of processor`);
  return result;
}
