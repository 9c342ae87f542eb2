/**
 * Scores as bytes, where they travel with a window: a list of (model, version text | score, threshold double | anomalous u8 | reasons:
 * a list of (feature text | value, usual low, usual high, share double)). Lists begin with a varint count.
 */

import type { ByteReader, ByteWriter } from "../proto/bytes.ts";
import type { ModelScore } from "./model-score.ts";

export function writeScores(to: ByteWriter, scores: readonly ModelScore[]): void {
  to.varint(scores.length);
  for (const { model, version, score, threshold, isAnomalous, reasons } of scores) {
    to.text(model);
    to.text(version);
    to.double(score);
    to.double(threshold);
    to.byte(isAnomalous ? 1 : 0);
    to.varint(reasons.length);
    for (const { feature, value, usualLow, usualHigh, share } of reasons) {
      to.text(feature);
      for (const number of [value, usualLow, usualHigh, share]) to.double(number);
    }
  }
}

/** Where the reader failed, anything. */
export function readScores(from: ByteReader): readonly ModelScore[] {
  return readList(from, () => ({
    model: from.text(),
    version: from.text(),
    score: from.double(),
    threshold: from.double(),
    isAnomalous: from.byte() === 1,
    reasons: readList(from, () => ({
      feature: from.text(),
      value: from.double(),
      usualLow: from.double(),
      usualHigh: from.double(),
      share: from.double(),
    })),
  }));
}

function readList<T>(from: ByteReader, read: () => T): readonly T[] {
  const list: T[] = [];
  for (let left = from.count(); left > 0 && !from.failed; left--) list.push(read());
  return list;
}
