/** Times of the week by the clocks of a place, over midnight and when clocks are changed. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isQuiet, quietHoursSchema } from "../../../nodes/policy/quiet-hours.ts";

function quietAt(hours: object, ...times: readonly string[]): readonly boolean[] {
  const read = quietHoursSchema.parse(hours);
  return times.map((time) => isQuiet(read, Date.parse(time)));
}

describe("quiet hours", () => {
  it("last from the first minute up to the last, on their days", () => {
    // The second of March is a Monday.
    assert.deepEqual(
      quietAt(
        { days: ["mon"], from: "08:00", to: "09:30" },
        "2026-03-02T07:59:59Z",
        "2026-03-02T08:00:00Z",
        "2026-03-02T09:29:59.999Z",
        "2026-03-02T09:30:00Z",
        "2026-03-03T08:30:00Z",
      ),
      [false, true, true, false, false],
    );
  });

  it("that end before they begin end on the next day", () => {
    assert.deepEqual(
      quietAt(
        { days: ["sun"], from: "22:00", to: "06:00" },
        "2026-03-01T05:00:00Z",
        "2026-03-01T22:00:00Z",
        "2026-03-02T05:59:00Z",
        "2026-03-02T06:00:00Z",
        "2026-03-02T22:00:00Z",
      ),
      [false, true, true, false, false],
    );
  });

  it("may be whole days, and every day where none is named", () => {
    assert.deepEqual(quietAt({ from: "00:00", to: "24:00" }, "2026-03-04T00:00:00Z", "2026-03-04T23:59:59Z"), [
      true,
      true,
    ]);
    assert.deepEqual(
      quietAt(
        { days: ["wed"], from: "00:00", to: "24:00" },
        "2026-03-03T23:59:00Z",
        "2026-03-04T23:59:00Z",
        "2026-03-05T00:00:00Z",
      ),
      [false, true, false],
    );
  });

  it("go by the clocks of their time zone, in summer and in winter", () => {
    const nights = { from: "01:00", to: "02:00", timeZone: "Europe/Berlin" };
    assert.deepEqual(
      quietAt(nights, "2026-01-10T00:30:00Z", "2026-01-10T01:30:00Z", "2026-07-10T00:30:00Z", "2026-07-09T23:30:00Z"),
      [true, false, false, true],
    );
    const tokyo = { days: ["tue"], from: "00:00", to: "01:00", timeZone: "Asia/Tokyo" };
    assert.deepEqual(quietAt(tokyo, "2026-03-02T15:30:00Z", "2026-03-03T15:30:00Z"), [true, false]);
  });

  it("come twice on the night on which an hour does, and not on the one that lacks it", () => {
    const nights = { from: "02:00", to: "03:00", timeZone: "Europe/Berlin" };
    assert.deepEqual(quietAt(nights, "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"), [
      true,
      true,
      false,
    ]);
    assert.deepEqual(quietAt(nights, "2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z"), [false, false]);
  });
});
