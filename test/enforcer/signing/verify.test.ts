/** Who is believed, and until when: each reason for which a request is refused, and what an attacker would try. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { keyIdHeader, signatureHeader } from "../../../enforcer/signing/signature.ts";
import { signRecord } from "../../../enforcer/signing/sign.ts";
import { type VerificationRules, verifyRequest } from "../../../enforcer/signing/verify.ts";
import type { Header, OutputRecord } from "../../../log/port.ts";
import { cordonRequestFormats } from "../../../proto/codecs/cordon-request-format.ts";
import { now, request, rfcKey, rulesWith, signedRecord, strangersKey, unsignedRecord } from "./fixture.ts";

const rules = rulesWith();
const second = 1000;

function codeOf(record: OutputRecord, by: VerificationRules = rules, at = now): string {
  const verification = verifyRequest(record, by, at);
  return verification.verdict === "accepted" ? "accepted" : verification.code;
}

function withHeaders(record: OutputRecord, change: (header: Header) => readonly Header[]): OutputRecord {
  return { ...record, headers: record.headers.flatMap(change) };
}

function withHeader(record: OutputRecord, name: string, value: string): OutputRecord {
  return withHeaders(record, (header) => [header[0] === name ? [name, Buffer.from(value)] : header]);
}

function headerOf(record: OutputRecord, name: string): Buffer {
  return record.headers.find(([header]) => header === name)?.[1] ?? Buffer.alloc(0);
}

describe("a signed request", () => {
  it("is accepted in both forms, with who signed it", () => {
    for (const format of ["json", "protobuf"] as const) {
      const accepted = { verdict: "accepted", request, keyId: rfcKey.id };
      assert.deepEqual(verifyRequest(signedRecord(request, format), rules, now), accepted);
    }
  });

  it("is the golden one, to the byte: what older versions signed stays signed", () => {
    const golden: unknown = JSON.parse(
      readFileSync(new URL("../../fixtures/requests/signed.json", import.meta.url), "utf8"),
    );
    const records = (["json", "protobuf"] as const).map((format) => {
      const { topic, key, value, headers } = signedRecord(request, format);
      return {
        topic,
        key: key?.toString(),
        value: value?.toString(format === "json" ? "utf8" : "base64"),
        headers: Object.fromEntries(headers.map(([name, bytes]) => [name, bytes.toString()])),
      };
    });
    assert.deepEqual(records, golden);
  });

  it("is refused when anything that counts was changed on its way", () => {
    const record = signedRecord();
    const text = String(record.value);
    const edited = (from: string, to: string) => ({ ...record, value: Buffer.from(text.replace(from, to)) });
    assert.equal(codeOf(edited("ACTION_CORDON", "ACTION_RELEASE")), "bad_signature");
    assert.equal(codeOf({ ...edited("worker-1", "worker-2"), key: Buffer.from("worker-2") }), "bad_signature");
    assert.equal(codeOf(edited("2026-01-01T00:10:00Z", "2026-01-01T00:50:00Z")), "bad_signature");
    assert.equal(codeOf(edited("}", "} ")), "bad_signature", "not even white space");
    assert.equal(codeOf({ ...record, topic: "cordon-requests-trial" }), "bad_signature", "another topic");
    assert.equal(codeOf(withHeader(record, "content-type", "application/protobuf")), "bad_signature");
  });

  it("is refused under another key than its node, which would let it overtake what it should follow", () => {
    assert.equal(codeOf({ ...signedRecord(), key: Buffer.from("worker-2") }), "malformed");
    assert.equal(codeOf({ ...signedRecord(), key: null }), "malformed");
  });

  it("is accepted whatever headers stand around that nobody relies on", () => {
    const headers: Header[] = [["traceparent", Buffer.from("00-x")], ...signedRecord().headers.toReversed()];
    assert.equal(codeOf({ ...signedRecord(), headers }), "accepted");
  });
});

describe("a signature", () => {
  it("is needed", () => {
    assert.equal(codeOf(unsignedRecord()), "unsigned");
  });

  it("is not needed by an explicit setting, but one that is there must be right", () => {
    const lenient: VerificationRules = { ...rules, unsigned: "accept" };
    assert.deepEqual(verifyRequest(unsignedRecord(), lenient, now), { verdict: "accepted", request, keyId: undefined });
    assert.equal(codeOf(withHeader(signedRecord(), signatureHeader, "AAAA"), lenient), "bad_signature");
    assert.equal(codeOf(signRecord(unsignedRecord(), strangersKey), lenient), "unknown_key");
    const bare = withHeaders(unsignedRecord(), ([name, value]) => (name === "content-type" ? [] : [[name, value]]));
    assert.equal(codeOf(bare, lenient), "malformed");
  });

  it("comes with its key's id, once", () => {
    const record = signedRecord();
    for (const name of [keyIdHeader, signatureHeader]) {
      assert.equal(codeOf(withHeaders(record, (header) => (header[0] === name ? [] : [header]))), "malformed");
      assert.equal(
        codeOf(withHeaders(record, (header) => (header[0] === name ? [header, header] : [header]))),
        "malformed",
      );
    }
  });

  it("of a key that is not in the ring is worth nothing, and a strange id is not repeated", () => {
    const stranger = verifyRequest(signRecord(unsignedRecord(), strangersKey), rules, now);
    assert.ok(stranger.verdict === "refused" && stranger.message.includes(strangersKey.id));
    const strange = verifyRequest(withHeader(signedRecord(), keyIdHeader, "\u001B[2J"), rules, now);
    assert.ok(strange.verdict === "refused" && strange.code === "unknown_key" && !strange.message.includes("\u001B"));
  });

  it("of another key is not that of the key it names", () => {
    const record = signRecord(unsignedRecord(), strangersKey);
    assert.equal(codeOf(withHeader(record, keyIdHeader, rfcKey.id)), "bad_signature");
  });

  it("has one spelling", () => {
    const record = signedRecord();
    const spelled = headerOf(record, signatureHeader).toString();
    for (const other of [
      "",
      spelled.slice(0, -1),
      `${spelled}\n`,
      ` ${spelled}`,
      `${spelled}=`,
      Buffer.from(spelled, "base64").toString("base64url"),
      Buffer.from(spelled, "base64").subarray(0, 63).toString("base64"),
      Buffer.concat([Buffer.from(spelled, "base64"), Buffer.of(0)]).toString("base64"),
    ]) {
      assert.equal(codeOf(withHeader(record, signatureHeader, other)), "bad_signature", other);
    }
  });

  it("cannot be had a second time by adding the order of the group (RFC 8032, 5.1.7)", () => {
    const record = signedRecord();
    const signature = Buffer.from(headerOf(record, signatureHeader).toString(), "base64");
    const scalar =
      littleEndian(signature.subarray(32)) + 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;
    const forged = Buffer.concat([signature.subarray(0, 32), inBytes(scalar, 32)]);
    assert.equal(codeOf(withHeader(record, signatureHeader, forged.toString("base64"))), "bad_signature");
  });

  it("of the value alone, as another system would sign, is worth nothing", async () => {
    const { sign } = await import("node:crypto");
    const record = signedRecord();
    const bare = sign(null, record.value ?? Buffer.alloc(0), rfcKey.privateKey);
    assert.equal(codeOf(withHeader(record, signatureHeader, bare.toString("base64"))), "bad_signature");
  });
});

describe("a key", () => {
  it("is valid from its first moment on and not any more at its last, by the time of arrival", () => {
    const bounded = rulesWith({ notBefore: "2026-01-01T00:00:00Z", notAfter: "2026-01-01T00:05:00+00:00" });
    const [from, until] = [1_767_225_600_000, 1_767_225_900_000];
    assert.deepEqual(
      [from - 1, from, until - 1, until].map((at) => codeOf(signedRecord(), bounded, at)),
      ["key_not_yet_valid", "accepted", "accepted", "key_expired"],
    );
  });

  it("signs for whom the ring lets it", () => {
    const { policy: _policy, ...rest } = request;
    const manual = signedRecord({ ...rest, requestedBy: "ann" });
    assert.equal(codeOf(manual, rulesWith({ signsFor: ["policy"] })), "key_not_allowed");
    assert.equal(codeOf(manual, rulesWith({ signsFor: ["person"] })), "accepted");
    assert.equal(codeOf(signedRecord(), rulesWith({ signsFor: ["person"] })), "key_not_allowed");
    assert.equal(codeOf(signedRecord(), rulesWith({ signsFor: ["policy", "person"] })), "accepted");
  });
});

describe("the time of a request", () => {
  it("ends at its notAfter", () => {
    const { notAfter } = request;
    assert.deepEqual(
      [notAfter, notAfter + 1, notAfter + 10 * 86_400 * second].map((at) => codeOf(signedRecord(), rules, at)),
      ["accepted", "expired", "expired"],
    );
  });

  it("may be ahead by what clocks differ", () => {
    const { requestedAt } = request;
    assert.deepEqual(
      [requestedAt - 30 * second, requestedAt - 30 * second - 1].map((at) => codeOf(signedRecord(), rules, at)),
      ["accepted", "future_dated"],
    );
  });

  it("is no longer than the policy lets it be, or replays could not be told for ever", () => {
    const { requestedAt } = request;
    const lasting = (ms: number) => codeOf(signedRecord({ ...request, notAfter: requestedAt + ms }));
    assert.deepEqual([lasting(3600 * second), lasting(3600 * second + 1)], ["accepted", "too_long_lived"]);
  });
});

describe("a refusal", () => {
  it("tells what the record claims, where it can be read, so that people can look for its writer", () => {
    const refused = verifyRequest(signRecord(unsignedRecord(), strangersKey), rules, now);
    assert.ok(refused.verdict === "refused");
    assert.deepEqual(refused.claimed, request);
  });

  it("comes for what is no request at all", () => {
    const { topic, key, headers } = unsignedRecord();
    const big = Buffer.alloc(300_000, " ");
    for (const value of [
      null,
      Buffer.alloc(0),
      Buffer.from("{}"),
      big,
      cordonRequestFormats.protobuf.encode(request),
    ]) {
      const record =
        value === null ? { topic, key, value, headers } : signRecord({ topic, key, value, headers }, rfcKey);
      const refused = verifyRequest(record, rules, now);
      assert.ok(refused.verdict === "refused");
      assert.deepEqual([refused.code, refused.claimed], [value === null ? "unsigned" : "malformed", undefined]);
    }
  });
});

function littleEndian(bytes: Buffer): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

function inBytes(number: bigint, length: number): Buffer {
  return Buffer.from(number.toString(16).padStart(length * 2, "0"), "hex").reverse();
}
