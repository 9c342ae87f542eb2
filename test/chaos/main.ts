/**
 * `npm run test:chaos`: the crash test in its long form, more than 1,000 kills. `-- --form short` (or `nodes`, `short-nodes`),
 * `--rounds 100` and `--seed abc` make it another; `--regressions` does what ever failed again. Ends with 1 when it fails.
 */

import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect, parseArgs } from "node:util";
import { systemClock } from "../../runtime/clock.ts";
import { kafkaBroker } from "../services/kafka.ts";
import { redisServer } from "../services/redis.ts";
import { crashTest, forms, isFormName } from "./crash-test.ts";
import { type Regression, regressions } from "./regressions.ts";

type Asked = Omit<Regression, "why">;

const { values } = parseArgs({
  options: {
    form: { type: "string", default: "long" },
    rounds: { type: "string" },
    seed: { type: "string", default: randomBytes(4).toString("hex") },
    regressions: { type: "boolean", default: false },
  },
});
const { form, seed, rounds } = values;
if (!isFormName(form)) throw new Error(`The form is one of ${Object.keys(forms).join(", ")}.`);
const asked: Asked = { form, seed, rounds: rounds === undefined ? forms[form].rounds : Number(rounds) };
for (const one of values.regressions ? regressions : [asked]) await run(one);

async function run({ form, seed, rounds }: Asked): Promise<void> {
  const logs = await mkdtemp(path.join(tmpdir(), "picket-chaos-"));
  const [broker, redis] = [await kafkaBroker(), await redisServer({ maxmemory: "0" })];
  if (!broker?.own || !redis) throw new Error("The crash test needs a broker and a Redis of its own.");
  const started = systemClock.elapsed();
  const seconds = (): number => Math.round((systemClock.elapsed() - started) / 1000);
  const name = `--form ${form} --rounds ${rounds} --seed ${seed}`;
  console.log(`${name}; what the instances say: ${logs}`);
  try {
    const tally = await crashTest(
      { broker, redis, logs },
      {
        ...forms[form],
        rounds,
        seed,
        onProgress: (what, { kills }) => console.log(`${seconds()} s, ${kills} kills so far; ${what}`),
      },
    );
    console.log(inspect(tally));
    console.log(`SURVIVED ${tally.kills} kills in ${rounds} rounds, ${seconds()} s: ${name}`);
  } catch (error) {
    process.exitCode = 1;
    console.error(`FAILED after ${seconds()} s; repeat it with ${name}\n`, error);
  } finally {
    await Promise.all([broker.dispose(), redis.dispose()]);
  }
}
