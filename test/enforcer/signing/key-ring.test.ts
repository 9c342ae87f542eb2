/** Key rings as files, and private keys as files: what is read, what is refused and why, and that a key is its id. */

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { hasCode } from "../../../errors/picket-error.ts";
import { parseKeyRing, type RingEntry, ringEntry, withEntry } from "../../../enforcer/signing/key-ring.ts";
import { exposure, newSigningKey, readSigningKey, signingKeyPem } from "../../../enforcer/signing/signing-key.ts";
import { rfcKey } from "./fixture.ts";

const directory = await mkdtemp(path.join(tmpdir(), "picket-keys-"));
after(() => rm(directory, { recursive: true }));

function mistakesOf(text: string): string {
  try {
    parseKeyRing(text, "ring.json");
  } catch (error) {
    assert.ok(hasCode(error, "KEY_FILE_INVALID") && error.message.includes("ring.json"));
    return error.message;
  }
  throw new assert.AssertionError({ message: "the ring is right" });
}

function ringOf(...entries: readonly object[]): string {
  return JSON.stringify({ keys: entries });
}

describe("a key's id", () => {
  it("is its thumbprint (RFC 8037, appendix A.3)", () => {
    assert.equal(rfcKey.id, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  });
});

describe("a key ring", () => {
  const entry = ringEntry(rfcKey, {});

  it("is read with what it says of its keys", () => {
    const other = newSigningKey();
    const about = { name: "topology 2026", notBefore: "2026-01-01T00:00:00Z", notAfter: "2026-07-01T02:00:00+02:00" };
    const ring = parseKeyRing(ringOf(entry, ringEntry(other, { ...about, signsFor: ["policy"] })), "ring.json");
    const { publicKey: _key, ...bare } = ring.get(rfcKey.id) ?? assert.fail();
    assert.deepEqual(bare, {
      id: rfcKey.id,
      name: undefined,
      notBefore: undefined,
      notAfter: undefined,
      signsFor: ["policy", "person"],
    });
    const { publicKey: _other, ...bounded } = ring.get(other.id) ?? assert.fail();
    assert.deepEqual(bounded, {
      id: other.id,
      name: "topology 2026",
      notBefore: Date.UTC(2026, 0, 1),
      notAfter: Date.UTC(2026, 6, 1),
      signsFor: ["policy"],
    });
  });

  it("grows by a key, and keeps what it says of the others", () => {
    const named: RingEntry = { ...entry, name: "old", notAfter: "2026-07-01T00:00:00Z" };
    const other = newSigningKey();
    const text = withEntry(withEntry(undefined, "ring.json", named), "ring.json", ringEntry(other, {}));
    assert.deepEqual(JSON.parse(text), { keys: [named, ringEntry(other, {})] });
    assert.deepEqual([...parseKeyRing(text, "ring.json").keys()], [rfcKey.id, other.id]);
  });

  it("may be empty: then nobody is believed", () => {
    assert.equal(parseKeyRing(ringOf(), "ring.json").size, 0);
  });

  it("is refused with the place of every mistake", () => {
    const message = mistakesOf(
      ringOf({ ...entry, notAfter: "soon" }, entry, { ...entry, crv: "Ed448", signsFor: ["everyone"] }),
    );
    for (const place of ["keys[0].notAfter", "keys[2].crv", "keys[2].signsFor[0]"]) {
      assert.ok(message.includes(place), message);
    }
  });

  for (const [what, text, expected] of [
    ["no JSON", "keys:", /is not JSON/],
    ["no ring", "[]", /expected object/],
    ["a key twice", ringOf(entry, entry), /has the key kPrK_.* twice/],
    ["a misspelt bound", ringOf({ ...entry, not_after: "2026-01-01T00:00:00Z" }), /"not_after"/],
    ["a private key", ringOf({ ...entry, d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A" }), /Unrecognized key: "d"/],
    ["the id of another key", ringOf({ ...entry, kid: newSigningKey().id }), /thumbprint, kPrK_qmx/],
    ["a key cut short", ringOf({ ...entry, x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUR" }), /keys\[0\]\.x/],
    [
      "a key that never is valid",
      ringOf({ ...entry, notBefore: "2026-01-02T00:00:00Z", notAfter: "2026-01-01T00:00:00Z" }),
      /not after notBefore/,
    ],
  ] as const) {
    it(`is refused with ${what}`, () => {
      assert.match(mistakesOf(text), expected);
    });
  }
});

describe("a signing key's file", () => {
  const write = async (name: string, text: string, mode: number) => {
    const file = path.join(directory, name);
    await writeFile(file, text);
    await chmod(file, mode);
    return file;
  };

  it("comes back as the same key", async () => {
    for (const mode of [0o600, 0o400]) {
      const back = await readSigningKey(await write(`right-${mode}.pem`, signingKeyPem(rfcKey), mode));
      assert.equal(back.id, rfcKey.id);
      assert.ok(back.privateKey.equals(rfcKey.privateKey));
    }
  });

  it("that others may read is refused, with its mode and the remedy", async () => {
    const file = await write("open.pem", signingKeyPem(rfcKey), 0o644);
    await assert.rejects(
      readSigningKey(file),
      (error) => hasCode(error, "KEY_FILE_INVALID") && /0644.*chmod 0600/.test(error.message),
    );
  });

  it("may let root's group in, as Kubernetes mounts it, and nobody else", () => {
    const mounted = { uid: 0, mode: 0o100440 };
    const own = { uid: 1000, mode: 0o100440 };
    assert.equal(exposure(mounted, 1000), undefined);
    assert.notEqual(exposure(mounted, 0), undefined);
    assert.notEqual(exposure(own, 1000), undefined);
    assert.notEqual(exposure({ ...mounted, mode: 0o100444 }, 1000), undefined);
    assert.notEqual(exposure({ ...mounted, mode: 0o100460 }, 1000), undefined);
  });

  it("that holds something else is refused, and quotes nothing of it", async () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "pem", type: "pkcs8" });
    const locked = rfcKey.privateKey.export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "x" });
    for (const text of ["", "correct-horse-battery", signingKeyPem(rfcKey).slice(0, 80), rsa, locked]) {
      await assert.rejects(
        readSigningKey(await write("other.pem", text, 0o600)),
        (error) => hasCode(error, "KEY_FILE_INVALID") && !/correct-horse/.test(error.message),
      );
    }
  });
});
