/** Random anomalies with all that makes an encoding hard: defaults, odd text, numbers at their limits. */

import type { Anomaly } from "../../proto/codecs/anomaly.ts";
import type { Random } from "../../simulate/random.ts";

export function randomAnomaly(random: Random): Anomaly {
  const text = () =>
    random.pick(["", "shop/cart:1", 'quote " and \\', "line\nbreak\u0001", "zoë 雪 🦊", "\u2028</script>"]);
  const double = () =>
    random.pick([0, 1, 0.1, -2.5, 1e21, 5e-324, 1.7976931348623157e308, NaN, Infinity, -Infinity, random.normal()]);
  const whole = (limit: number) => random.pick([0, 1, limit, random.integer(0, limit)]);
  return {
    id: text(),
    detector: text(),
    model: text(),
    profile: text(),
    container: random.chance(0.2) ? undefined : { image: text(), id: text() },
    node: text(),
    score: double(),
    threshold: double(),
    severity: random.pick(["low", "medium", "high", "critical"]),
    time: random.pick([0, 1, 999, 1000, 1_767_225_600_120, 253_402_300_799_999, random.integer(0, 2e12)]),
    process: {
      pid: whole(2 ** 32 - 1),
      ppid: whole(2 ** 32 - 1),
      comm: text(),
      user: text(),
      uid: whole(2 ** 32 - 1),
      gid: whole(2 ** 32 - 1),
    },
    reasons: Array.from({ length: random.integer(0, 5) }, () => ({
      feature: text(),
      value: double(),
      usualLow: double(),
      usualHigh: double(),
      share: double(),
    })),
    source: { topic: text(), partition: whole(2 ** 31 - 1), offset: whole(Number.MAX_SAFE_INTEGER) },
  };
}
