/** `picket collect scrape`: samples from the exporters themselves, for fleets without a Prometheus. */

import { kubernetesNodes } from "../../collect/scrape/kubernetes-nodes.ts";
import { Scraper } from "../../collect/scrape/scraper.ts";
import { parseTarget, type TargetSource } from "../../collect/scrape/target.ts";
import { targetsFile } from "../../collect/scrape/targets-file.ts";
import type { Settings } from "../../config/settings.ts";
import { PicketError } from "../../errors/picket-error.ts";
import type { CommandContext } from "../context.ts";
import { processSurroundings, type Surroundings } from "../surroundings.ts";
import { collecting } from "./collecting.ts";

export async function collectScrape(
  settings: Settings,
  context: CommandContext,
  surroundings: Surroundings = processSurroundings(),
): Promise<void> {
  const { scrapeIntervalMs: intervalMs, scrapeTimeoutMs } = settings.collect;
  const topic = settings.topics.nodeMetrics;
  const sources = await sourcesOf(settings, surroundings);
  await collecting(
    settings,
    {
      name: "scrape",
      topic,
      open: async (parts) => {
        const timeoutMs = Math.min(scrapeTimeoutMs, intervalMs);
        const { clock } = surroundings;
        const { logger } = context;
        const scraper = new Scraper({ sources, topic, intervalMs, timeoutMs, clock, logger, ...parts });
        logger.info({ from: sources.map(({ name }) => name).join(", "), intervalMs, timeoutMs }, "targets are scraped");
        return { run: (stop) => scraper.run(stop), state: () => ({ targets: scraper.targets }) };
      },
    },
    context,
    surroundings,
  );
}

/** @throws PicketError `SETTINGS_INVALID` where there is none, or what is given cannot be read now. */
async function sourcesOf({ collect, kubernetes }: Settings, { clock }: Surroundings): Promise<readonly TargetSource[]> {
  const sources: TargetSource[] = [];
  if (collect.targets !== undefined) {
    const targets = collect.targets.map((target) => parseTarget(target));
    sources.push({ name: "PICKET_SCRAPE_TARGETS", everyMs: forever, find: async () => targets });
  }
  if (collect.targetsFile !== undefined) {
    const source = targetsFile(collect.targetsFile);
    await source.find();
    sources.push(source);
  }
  if (collect.targetsInKubernetes) {
    const [{ ApiServer }, { loadKubeconfig }] = await Promise.all([
      import("../../enforcer/kubernetes/api-server.ts"),
      import("../../enforcer/kubernetes/kubeconfig.ts"),
    ]);
    const server = new ApiServer(loadKubeconfig(kubernetes), { clock, timeoutMs: 10_000 });
    sources.push(kubernetesNodes((path, query) => server.call("GET", path, { query }), collect.targetPort));
  }
  if (sources.length > 0) return sources;
  throw new PicketError(
    "SETTINGS_INVALID",
    "There is nothing to scrape: set PICKET_SCRAPE_TARGETS, PICKET_SCRAPE_TARGETS_FILE or PICKET_SCRAPE_KUBERNETES.",
  );
}

/** As long as a timer can be. */
const forever = 2 ** 31 - 1;
