/**
 * `npm run test:chaos`: the crash test, long enough for more than 1,000 kills, or as long as one likes (`--rounds 100 --seed abc`);
 * with `--regressions`, once for each seed that ever failed. Ends with 1 when it fails.
 */

import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect, parseArgs } from "node:util";
import { systemClock } from "../../runtime/clock.ts";
import { kafkaBroker } from "../services/kafka.ts";
import { redisServer } from "../services/redis.ts";
import { crashTest } from "./crash-test.ts";
import { regressions } from "./regressions.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "250" },
    seed: { type: "string", default: randomBytes(4).toString("hex") },
    regressions: { type: "boolean", default: false },
  },
});
const runs = values.regressions ? regressions : [{ seed: values.seed, rounds: Number(values.rounds) }];
for (const { seed, rounds } of runs) await run(seed, rounds);

async function run(seed: string, rounds: number): Promise<void> {
  const logs = await mkdtemp(path.join(tmpdir(), "picket-chaos-"));
  const [broker, redis] = [await kafkaBroker(), await redisServer({ maxmemory: "0" })];
  if (!broker?.own || !redis) throw new Error("The crash test needs a broker and a Redis of its own.");
  const started = systemClock.elapsed();
  const seconds = (): number => Math.round((systemClock.elapsed() - started) / 1000);
  console.log(`seed ${seed}, ${rounds} rounds; what the instances say: ${logs}`);
  try {
    const tally = await crashTest(
      { broker, redis, logs },
      {
        rounds,
        roundsPerAct: 50,
        seed,
        onProgress: (what, { kills }) => console.log(`${seconds()} s, ${kills} kills so far; ${what}`),
      },
    );
    console.log(inspect(tally));
    console.log(`SURVIVED ${tally.kills} kills in ${rounds} rounds, ${seconds()} s; seed ${seed}`);
  } catch (error) {
    process.exitCode = 1;
    console.error(`FAILED after ${seconds()} s; repeat it with --rounds ${rounds} --seed ${seed}\n`, error);
  } finally {
    await Promise.all([broker.dispose(), redis.dispose()]);
  }
}
