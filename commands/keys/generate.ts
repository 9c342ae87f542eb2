/** `picket keys generate`: a new key, its private half in a file of its own and its public half in a key ring. */

import { open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { someOf, text } from "../../config/kinds.ts";
import { ringEntry, withEntry } from "../../enforcer/signing/key-ring.ts";
import { newSigningKey, signingKeyPem } from "../../enforcer/signing/signing-key.ts";
import { PicketError } from "../../errors/picket-error.ts";
import { instant, option, readOptions } from "../options.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";

export interface GenerateOptions {
  /** The ring's file; made where it is missing. */
  readonly keyRing: string;
  readonly name?: string;
  /** A comma list of `policy` and `person`. */
  readonly signsFor?: string;
  /** RFC 3339, both. */
  readonly notBefore?: string;
  readonly notAfter?: string;
}

const shape = {
  name: option(text),
  signsFor: option(someOf("policy", "person")),
  notBefore: option(instant),
  notAfter: option(instant),
};

/** Reads and checks the ring before it writes anything, and takes the private key back where the ring cannot be written. */
export async function generate(
  file: string,
  given: GenerateOptions,
  { stdout }: Pick<Surroundings, "stdout"> = processSurroundings(),
): Promise<void> {
  const { name, signsFor, notBefore, notAfter } = readOptions(shape, given);
  if (notBefore !== undefined && notAfter !== undefined && notAfter <= notBefore) {
    throw new PicketError("SETTINGS_INVALID", "--not-after must be later than --not-before.");
  }
  if (path.resolve(file) === path.resolve(given.keyRing)) {
    throw new PicketError(
      "SETTINGS_INVALID",
      "--key-ring must be another file: the ring is given away, the key is not.",
    );
  }
  const key = newSigningKey();
  const entry = ringEntry(key, {
    ...(name === undefined ? {} : { name }),
    ...(signsFor === undefined ? {} : { signsFor: [...signsFor] }),
    ...(notBefore === undefined ? {} : { notBefore: new Date(notBefore).toISOString() }),
    ...(notAfter === undefined ? {} : { notAfter: new Date(notAfter).toISOString() }),
  });
  const ring = withEntry(await textOf(given.keyRing), given.keyRing, entry);
  await create(file, signingKeyPem(key), 0o600);
  try {
    await replace(given.keyRing, ring);
  } catch (error) {
    await rm(file);
    throw error;
  }
  stdout.write(advice(key.id, file, given.keyRing));
}

/** `undefined` where there is no such file. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new PicketError("SETTINGS_INVALID", `--key-ring ${JSON.stringify(file)}: cannot be read.`, { cause });
  }
}

/** Has the mode from its first moment on. */
async function create(path: string, contents: string, mode: number): Promise<void> {
  try {
    const file = await open(path, "wx", mode);
    await file.writeFile(contents);
    await file.sync();
    await file.close();
  } catch (cause) {
    const why = `${JSON.stringify(path)} cannot be written, or is there already; what is there is not overwritten.`;
    throw new PicketError("SETTINGS_INVALID", why, { cause });
  }
}

/** Whoever reads it meanwhile sees the old ring or the new one, whole. */
async function replace(path: string, contents: string): Promise<void> {
  const draft = `${path}.draft`;
  await create(draft, contents, 0o644);
  await rename(draft, path);
}

function advice(id: string, file: string, ring: string): string {
  return `Wrote the private key ${id} to ${file}, and its public half to ${ring}.

What to do next:
  1. Give ${ring} to every enforcer (PICKET_KEY_RING=${ring}); those that have the file already see the change.
  2. Then sign with the key: PICKET_SIGNING_KEY=${file}, where requests are made.
  3. Where it follows another key: take that one from ${ring} when nobody signs with it any more.
Keep ${file} secret: who has it may ask for cordons. \`picket keys list --key-ring ${ring}\` shows the ring.
`;
}
