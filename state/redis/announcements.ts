/** Under which identities a stage saves: a hash of counts, a field for each identity. */

import { z } from "zod";
import { parsedJson } from "../parsed-json.ts";
import type { AnnouncedIdentity, StateIdentity } from "../port.ts";
import type { RedisLink } from "./link.ts";
import { announceScript } from "./scripts.ts";

const shape = z.tuple([z.string(), z.string()]);

export async function announce(
  link: RedisLink,
  key: string,
  { topicId, fingerprint }: StateIdentity,
  expiryMs: number,
): Promise<readonly AnnouncedIdentity[]> {
  const words = [JSON.stringify([topicId, fingerprint]), expiryMs];
  const answer = await link.run("announcing what is saved", announceScript, [key], words);
  const flat = Array.isArray(answer) ? answer.map(String) : [];
  return flat.flatMap((field, i) => {
    const parsed = i % 2 === 0 ? shape.safeParse(parsedJson(field)) : undefined;
    if (parsed?.success !== true) return [];
    return { topicId: parsed.data[0], fingerprint: parsed.data[1], count: Number(flat[i + 1]) };
  });
}
