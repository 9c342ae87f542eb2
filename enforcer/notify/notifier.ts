/**
 * Sends notices to where the policy says. Each target has a queue of its own, so a slow one delays neither the others nor,
 * above all, the enforcement: offering a notice never waits and never fails.
 */

import { Agent, RetryAgent, type Dispatcher, request } from "undici";
import type { Logger } from "../../telemetry/logger.ts";
import { bodyFor, isWanted, type Notice, type Target } from "./notice.ts";

/** A target that is away for longer loses the oldest: what happens now matters more. */
const longestQueue = 1000;
const timeoutMs = 10_000;
const retries = { maxRetries: 6, minTimeout: 500, maxTimeout: 60_000, timeoutFactor: 3 };

export interface NotifierOptions {
  readonly targets: readonly Target[];
  readonly logger: Logger;
  /** Hears of each that was sent, given up, or dropped because the queue was full. */
  readonly onSettled?: (target: string, outcome: "sent" | "failed" | "dropped") => void;
  /** First pause of a retry, in ms; each is three times the one before. */
  readonly firstPauseMs?: number;
}

interface Mailbox {
  readonly target: Target;
  readonly waiting: Notice[];
  sending: Promise<void> | undefined;
}

export class Notifier {
  readonly #options: NotifierOptions;
  readonly #mailboxes: readonly Mailbox[];
  readonly #dispatcher: Dispatcher;
  readonly #closing = new AbortController();
  /** Rejects then: an attempt that waits for its next turn does not look at its signal. */
  readonly #closed: Promise<never>;

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#closed = new Promise((_, reject) => {
      this.#closing.signal.addEventListener("abort", () => reject(new Error("the enforcer stops")));
    });
    this.#closed.catch(() => {});
    this.#mailboxes = options.targets.map((target) => ({ target, waiting: [], sending: undefined }));
    const agent = new Agent({ connect: { timeout: timeoutMs }, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
    this.#dispatcher = new RetryAgent(agent, {
      ...retries,
      minTimeout: options.firstPauseMs ?? retries.minTimeout,
      methods: ["POST"],
    });
  }

  offer(notice: Notice): void {
    if (this.#closing.signal.aborted) return;
    for (const mailbox of this.#mailboxes.filter(({ target }) => isWanted(notice, target))) {
      mailbox.waiting.push(notice);
      if (mailbox.waiting.length > longestQueue) {
        mailbox.waiting.shift();
        this.#options.onSettled?.(mailbox.target.name, "dropped");
      }
      mailbox.sending ??= this.#send(mailbox).finally(() => (mailbox.sending = undefined));
    }
  }

  /** Resolves when all that was offered is sent or given up. */
  async settled(): Promise<void> {
    await Promise.all(this.#mailboxes.map(({ sending }) => sending ?? Promise.resolve()));
  }

  /** What was not sent yet is given up. */
  async close(): Promise<void> {
    for (const { waiting } of this.#mailboxes) waiting.splice(0);
    this.#closing.abort();
    await this.settled();
    await this.#dispatcher.destroy();
  }

  /** One after another: a reader should hear of a release after the cordon. */
  async #send({ target, waiting }: Mailbox): Promise<void> {
    const { logger, onSettled } = this.#options;
    for (let notice = waiting.shift(); notice; notice = waiting.shift()) {
      try {
        await Promise.race([this.#post(notice, target), this.#closed]);
        onSettled?.(target.name, "sent");
      } catch (error) {
        onSettled?.(target.name, "failed");
        logger.warn({ target: target.name, node: notice.outcome.node, error }, "a notification was not delivered");
      }
    }
  }

  async #post(notice: Notice, target: Target): Promise<void> {
    const { statusCode, body } = await request(target.url, {
      method: "POST",
      headers: { ...target.headers, "content-type": "application/json" },
      body: bodyFor(notice, target),
      dispatcher: this.#dispatcher,
      signal: this.#closing.signal,
    });
    const answer = await body.text();
    if (statusCode >= 300) throw new Error(`${target.name} answered ${statusCode}: ${answer.slice(0, 200)}`);
  }
}
