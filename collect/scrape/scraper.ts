/** Scrapes many targets, each at its own beat, so that a slow one holds nobody up; what Kafka does not take in time gives way. */

import { Agent } from "undici";
import type { Clock } from "../../runtime/clock.ts";
import type { CollectorMetrics } from "../../telemetry/collection.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { bytesOf, type Outlet } from "../outlet.ts";
import type { PickedSamples } from "../picked-samples.ts";
import type { Tally } from "../tally.ts";
import { scrape } from "./scrape.ts";
import type { Target, TargetSource } from "./target.ts";

export interface ScraperOptions {
  readonly sources: readonly TargetSource[];
  readonly topic: string;
  readonly intervalMs: number;
  /** From the first byte sent to the last one read. */
  readonly timeoutMs: number;
  readonly outlet: Outlet;
  readonly tally: Tally;
  readonly metrics: CollectorMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Far more than an exporter says. */
const largestAnswer = 64 * 2 ** 20;

interface Scraped {
  readonly gone: AbortController;
  readonly ended: Promise<void>;
  /** `undefined`: not scraped yet. */
  isUp: boolean | undefined;
}

export class Scraper {
  readonly #options: ScraperOptions;
  readonly #agent = new Agent({ connections: 1, maxResponseSize: largestAnswer });
  readonly #found = new Map<TargetSource, readonly Target[]>();
  /** By URL and node. */
  readonly #scraped = new Map<string, Scraped>();
  readonly #sending = new Set<Promise<void>>();

  constructor(options: ScraperOptions) {
    this.#options = options;
  }

  get targets(): { readonly up: number; readonly down: number } {
    const known = [...this.#scraped.values()].filter(({ isUp }) => isUp !== undefined);
    const up = known.filter(({ isUp }) => isUp).length;
    return { up, down: known.length - up };
  }

  /** Resolves when `stop` has aborted and Kafka has what was scraped. */
  async run(stop: AbortSignal): Promise<void> {
    await Promise.all(this.#options.sources.map((source) => this.#keepFinding(source, stop)));
    const scraped = [...this.#scraped.values()];
    for (const { gone } of scraped) gone.abort();
    await Promise.all(scraped.map(({ ended }) => ended));
    await Promise.all(this.#sending);
    await this.#agent.close();
  }

  async #keepFinding(source: TargetSource, stop: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options;
    let said = "";
    while (!stop.aborted) {
      try {
        this.#found.set(source, await source.find());
        if (!stop.aborted) this.#adopt();
        said = "";
      } catch (error) {
        const message = String(error);
        if (message !== said)
          logger.warn({ error }, `targets cannot be looked for in ${source.name}: going on with those known`);
        said = message;
      }
      await clock.sleep(source.everyMs, stop);
    }
  }

  /** Begins with targets that are new, ends with those that are gone. */
  #adopt(): void {
    const wanted = new Map([...this.#found.values()].flat().map((target) => [`${target.node} ${target.url}`, target]));
    for (const [key, { gone }] of this.#scraped) {
      if (wanted.has(key)) continue;
      gone.abort();
      this.#scraped.delete(key);
    }
    for (const [key, target] of wanted) {
      if (this.#scraped.has(key)) continue;
      const gone = new AbortController();
      const scraped: Scraped = { gone, isUp: undefined, ended: this.#keepScraping(target, key, gone.signal) };
      this.#scraped.set(key, scraped);
    }
  }

  async #keepScraping(target: Target, key: string, gone: AbortSignal): Promise<void> {
    const { clock, intervalMs } = this.#options;
    let beat = clock.elapsed() + shareOf(key) * intervalMs;
    for (;;) {
      await clock.sleep(Math.max(0, beat - clock.elapsed()), gone);
      if (gone.aborted) return;
      await this.#scrape(target, key, gone);
      // Beats that a slow target has missed are left out.
      beat += intervalMs * Math.max(1, Math.ceil((clock.elapsed() - beat) / intervalMs));
    }
  }

  async #scrape(target: Target, key: string, gone: AbortSignal): Promise<void> {
    const { clock, timeoutMs, metrics } = this.#options;
    const began = clock.elapsed();
    const late = new AbortController();
    const done = new AbortController();
    void clock.sleep(timeoutMs, done.signal).then(() => late.abort(new Error(`no answer within ${timeoutMs} ms`)));
    try {
      const signal = AbortSignal.any([late.signal, gone]);
      const picked = await scrape(target, clock.now(), { dispatcher: this.#agent, signal });
      this.#tell(target, key, undefined);
      this.#send(picked);
    } catch (error) {
      if (gone.aborted) return;
      this.#tell(target, key, error);
    } finally {
      done.abort();
    }
    metrics.scrape(clock.elapsed() - began, { outcome: this.#scraped.get(key)?.isUp ? "up" : "down" });
  }

  #tell({ node, url }: Target, key: string, error: unknown): void {
    const scraped = this.#scraped.get(key);
    if (scraped === undefined) return;
    const isUp = error === undefined;
    if (!isUp && scraped.isUp !== false)
      this.#options.logger.warn({ node, url, error: reasonOf(error) }, "a target does not answer");
    if (isUp && scraped.isUp === false) this.#options.logger.info({ node, url }, "a target answers again");
    scraped.isUp = isUp;
  }

  #send({ nodes, refused }: PickedSamples): void {
    const { outlet, tally, topic } = this.#options;
    tally.lost(refused.number_invalid, "number_invalid");
    tally.lost(refused.malformed, "malformed");
    const records = nodes.records(topic);
    outlet.makeRoom(bytesOf(records));
    const sending = outlet.send(records).then((delivery) => {
      if (delivery === "written") tally.written(nodes.count);
      else tally.lost(nodes.count, outlet.isClosed ? "stopped" : "buffer_full");
      this.#sending.delete(sending);
    });
    this.#sending.add(sending);
  }
}

/** The innermost cause says what happened: the library's own error is only "fetch failed". */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error
    ? reasonOf(error.cause)
    : error instanceof Error
      ? error.message
      : String(error);
}

/** Where in the interval a target has its beat: spread out, and the same after each restart (FNV-1a). @returns [0, 1) */
function shareOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}
