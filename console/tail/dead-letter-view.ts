/** Shows dead letters: the reason first, the bytes as they came. */

import { hasCode } from "../../errors/picket-error.ts";
import { decodeDeadLetter } from "../../proto/codecs/dead-letter.ts";
import type { ReadDeadLetter } from "../../proto/codecs/dead-letter.ts";
import { deadLetterText } from "../terminal/dead-letter.ts";
import { rawView } from "./raw-view.ts";
import { recordJson } from "./view.ts";
import type { TopicRecord, View } from "./view.ts";

/** What is no dead letter shows as any other record would. */
export const deadLetterView: View = {
  text(record, palette) {
    const letter = readDeadLetter(record);
    return letter === undefined ? rawView.text(record, palette) : deadLetterText(letter, palette);
  },
  /** Always in base64: what could not be read may look like JSON and not be it. */
  json(record) {
    return [{ ...recordJson(record), value: record.value?.toString("base64") ?? null }];
  },
};

function readDeadLetter(record: TopicRecord): ReadDeadLetter | undefined {
  try {
    return decodeDeadLetter(record);
  } catch (error) {
    if (hasCode(error, "MESSAGE_INVALID")) return undefined;
    throw error;
  }
}
