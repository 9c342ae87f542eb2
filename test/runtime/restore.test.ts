/** Where a partition starts, by what is committed, what is stored, and what the log still has. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startingPoint, wantsSnapshot } from "../../runtime/restore.ts";

const stateful = { stateful: true, reset: "earliest" } as const;
const stateless = { stateful: false, reset: "earliest" } as const;

describe("where a partition starts", () => {
  it("that nobody has read: at the beginning, or at the end where that is asked for", () => {
    const facts = { committed: undefined, start: 10, end: 90 };
    assert.deepEqual(startingPoint(facts, stateful), {
      position: 10,
      liveFrom: 10,
      useSnapshot: false,
      commitNow: false,
    });
    const latest = startingPoint(facts, { stateful: false, reset: "latest" });
    assert.deepEqual(
      latest,
      { position: 90, liveFrom: 90, useSnapshot: false, commitNow: true },
      "a choice that a crash must not forget",
    );
  });

  it("where it stopped, when there is no state", () => {
    const point = startingPoint({ committed: 50, start: 10, end: 90 }, stateless);
    assert.deepEqual(point, { position: 50, liveFrom: 50, useSnapshot: false, commitNow: false });
  });

  it("at the log's beginning, and live from where it stopped, when there is state", () => {
    const point = startingPoint({ committed: 50, start: 0, end: 90 }, stateful);
    assert.deepEqual(point, { position: 0, liveFrom: 50, useSnapshot: false, commitNow: false });
  });

  it("with a remark, when a part of what was learned is no longer in the log", () => {
    for (const start of [10, 50]) {
      const point = startingPoint({ committed: 50, start, end: 90 }, stateful);
      assert.deepEqual([point.position, point.liveFrom, point.commitNow], [start, 50, false]);
      assert.match(point.remark ?? "", new RegExp(`begins at ${start} .* start anew`));
    }
  });

  it("at its snapshot, where the log goes on from there", () => {
    for (const snapshot of [10, 30, 50]) {
      const point = startingPoint({ committed: 50, start: 10, end: 90, snapshot }, stateful);
      assert.deepEqual(point, { position: snapshot, liveFrom: 50, useSnapshot: true, commitNow: false });
    }
  });

  it("without its snapshot, and with a remark, where the log or the group is not where it was", () => {
    const expired = startingPoint({ committed: 50, start: 10, end: 90, snapshot: 9 }, stateful);
    assert.deepEqual([expired.position, expired.liveFrom, expired.useSnapshot], [10, 50, false]);
    assert.match(expired.remark ?? "", /begins at 10 and the snapshot is of offset 9/);
    const setBack = startingPoint({ committed: 50, start: 10, end: 90, snapshot: 51 }, stateful);
    assert.deepEqual([setBack.position, setBack.liveFrom, setBack.useSnapshot], [10, 50, false]);
    assert.match(setBack.remark ?? "", /set back/);
  });

  it("with a snapshot, if there is one, unless none could be of use", () => {
    for (const committed of [50, 10, undefined]) assert.ok(wantsSnapshot({ committed, start: 10, end: 90 }, stateful));
    for (const committed of [9, 91]) assert.ok(!wantsSnapshot({ committed, start: 10, end: 90 }, stateful));
    assert.ok(!wantsSnapshot({ committed: 50, start: 10, end: 90 }, stateless));
  });

  it("with a remark, when records expired before they were read", () => {
    for (const stage of [stateful, stateless]) {
      const point = startingPoint({ committed: 5, start: 10, end: 90 }, stage);
      assert.deepEqual([point.position, point.liveFrom, point.commitNow], [10, 10, false]);
      assert.match(point.remark ?? "", /Records 5 to 9 expired/);
    }
  });

  it("with a remark, when the log ends before the committed offset, that says why as far as it is known", () => {
    for (const [isSameTopic, why] of [
      [undefined, /made anew, or has lost its last records/],
      [false, /made anew\. /],
      [true, /: the topic has lost its last records/],
    ] as const) {
      for (const stage of [stateful, stateless]) {
        const point = startingPoint({ committed: 100, start: 0, end: 90, isSameTopic }, stage);
        assert.deepEqual([point.position, point.liveFrom, point.commitNow], [0, 0, false]);
        assert.match(point.remark ?? "", why);
      }
    }
  });

  it("never skips a record, and never answers one twice, whatever the facts", () => {
    for (const committed of [undefined, 0, 1, 5, 9, 10, 11]) {
      for (const [start, end] of [
        [0, 0],
        [0, 10],
        [5, 10],
        [10, 10],
      ] as const) {
        for (const stage of [stateful, stateless]) {
          const { position, liveFrom } = startingPoint({ committed, start, end }, stage);
          const context = JSON.stringify({ committed, start, end, stage, position, liveFrom });
          assert.ok(start <= position && position <= liveFrom && liveFrom <= end, context);
          const kept = committed !== undefined && committed >= start && committed <= end;
          assert.equal(liveFrom, kept ? committed : start, context);
        }
      }
    }
  });
});
