/**
 * Ends a Picket process by SIGKILL at an exact place, the n-th time that it gets there: FAIL_POINT=name:n. Loaded before the
 * program (`node --import`), where it wraps methods of the program's own classes, which know nothing of it.
 */

// oxlint-disable typescript/unbound-method -- each is called with its own `this`
import { KafkaProducer } from "../../log/kafka/producer.ts";
import { Adoption } from "../../runtime/adoption.ts";
import { PartitionState } from "../../runtime/partition-state.ts";
import { Snapshots } from "../../runtime/snapshots.ts";
import { StageReport } from "../../runtime/stage-report.ts";
import { RedisLink } from "../../state/redis/link.ts";
import { claimScript, commitScript, type Script, writeScript } from "../../state/redis/scripts.ts";
import { type FailPoint, isFailPoint } from "./fail-point-names.ts";

const [wanted = "", times = "1"] = (process.env["FAIL_POINT"] ?? "").split(":");
if (!isFailPoint(wanted)) throw new Error(`There is no fail point "${wanted}".`);
let left = Number(times);

function at(point: FailPoint): void {
  if (point !== wanted) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, "SIGKILL");
}

const { transact } = KafkaProducer.prototype;
KafkaProducer.prototype.transact = async function (outputs, offsets, owner) {
  const transaction = transact.call(this, outputs, offsets, owner);
  // Some requests are on their way then, and no answer has been heard.
  setTimeout(() => at("within a transaction"), 2);
  await transaction;
  at("after a transaction");
};

const { save } = Snapshots.prototype;
Snapshots.prototype.save = async function (captures) {
  if (captures.length > 0) at("between transaction and snapshot");
  return save.call(this, captures);
};

const { fetch } = Snapshots.prototype;
Snapshots.prototype.fetch = async function (owned, names) {
  const entries = await fetch.call(this, owned, names);
  at("as keys come back");
  return entries;
};

const pointAfter: ReadonlyMap<Script, FailPoint> = new Map([
  [claimScript, "after a snapshot's claim"],
  [writeScript, "in the middle of a snapshot"],
  [commitScript, "after a snapshot, unheard"],
]);

const { run } = RedisLink.prototype;
RedisLink.prototype.run = async function (during, script, keys, words) {
  const answer = await run.call(this, during, script, keys, words);
  const point = pointAfter.get(script);
  if (point) at(point);
  return answer;
};

const { restore } = PartitionState;
PartitionState.restore = (entries, detectors) => {
  const restored = restore.call(PartitionState, entries, detectors);
  at("after loading a snapshot");
  return restored;
};

const { letLeave } = PartitionState.prototype;
PartitionState.prototype.letLeave = function (policy) {
  const before = this.keysAway;
  letLeave.call(this, policy);
  if (this.keysAway > before) at("as keys leave memory");
};

const { restoring } = StageReport.prototype;
StageReport.prototype.restoring = function (owned) {
  restoring.call(this, owned);
  if (owned.restoring) at("while learning again");
};

const { adopt } = Adoption.prototype;
Adoption.prototype.adopt = async function (...of) {
  at("as a rebalance ends");
  const adopted = await adopt.call(this, ...of);
  at("after a rebalance");
  return adopted;
};
