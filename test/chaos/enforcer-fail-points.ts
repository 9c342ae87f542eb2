/**
 * Ends an enforcer's process by SIGKILL at an exact place, the n-th time that it gets there: FAIL_POINT=name:n. Loaded before
 * the program (`node --import`), where it wraps methods of the program's own classes, which know nothing of it.
 */

// oxlint-disable typescript/unbound-method -- each is called with its own `this`
import { Intake } from "../../enforcer/delivery/intake.ts";
import { Collection } from "../../enforcer/kubernetes/collection.ts";
import { KafkaProducer } from "../../log/kafka/producer.ts";
import { type EnforcerFailPoint, isEnforcerFailPoint } from "./enforcer-fail-point-names.ts";

const [wanted = "", times = "1"] = (process.env["FAIL_POINT"] ?? "").split(":");
if (!isEnforcerFailPoint(wanted)) throw new Error(`There is no fail point "${wanted}".`);
let left = Number(times);

function at(point: EnforcerFailPoint): void {
  if (point !== wanted) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, "SIGKILL");
}

const { take } = Intake.prototype;
Intake.prototype.take = function (records, now) {
  const arrivals = take.call(this, records, now);
  if (records.length > 0) at("after receiving");
  return arrivals;
};

const { create, patch } = Collection.prototype;
Collection.prototype.create = async function (...given) {
  at("before a quarantine is made");
  const made = await create.apply(this, given);
  at("after a quarantine is made");
  return made;
};

Collection.prototype.patch = async function (...given) {
  const isNode = this.path === "/api/v1/nodes";
  at(isNode ? "before a node is patched" : "before a quarantine is changed");
  const answer = patch.apply(this, given);
  // The request is on its way then, and no answer has been heard.
  if (isNode) setTimeout(() => at("while a node is patched"), 2);
  const patched = await answer;
  at(isNode ? "after a node is patched" : "after a quarantine is changed");
  return patched;
};

const { transact } = KafkaProducer.prototype;
KafkaProducer.prototype.transact = async function (...given) {
  at("before outcomes are told");
  const transaction = transact.apply(this, given);
  setTimeout(() => at("while outcomes are told"), 2);
  await transaction;
  at("after outcomes are told");
};
