/** Under which identities a stage saves: a small file for each, beside the applications' directories. */

import path from "node:path";
import { z } from "zod";
import { identityDigest } from "../manifest.ts";
import type { AnnouncedIdentity, StageScope, StateIdentity } from "../port.ts";
import { parsedJson } from "../parsed-json.ts";
import { writeWhole, type Files } from "./files.ts";
import { announcementsDirectory } from "./names.ts";

const shape = z.object({ topicId: z.string(), fingerprint: z.string(), count: z.number().int() });

export async function announce(
  files: Files,
  root: string,
  scope: StageScope,
  { topicId, fingerprint }: StateIdentity,
): Promise<readonly AnnouncedIdentity[]> {
  const directory = announcementsDirectory(root, scope.applicationId, scope.stage);
  const own = identityDigest({ topicId, fingerprint });
  await files.makeDirectory(directory);
  const found = new Map<string, AnnouncedIdentity>();
  const names = await files.names(directory);
  for (const name of names.filter((one) => /^[0-9a-f]{16}$/.test(one))) {
    const parsed = shape.safeParse(parsedJson(String(await files.read(path.join(directory, name)))));
    if (parsed.success) found.set(name, parsed.data);
  }
  const announced = { topicId, fingerprint, count: (found.get(own)?.count ?? 0) + 1 };
  await writeWhole(files, path.join(directory, own), [Buffer.from(`${JSON.stringify(announced)}\n`)]);
  return [...found.set(own, announced).values()];
}
