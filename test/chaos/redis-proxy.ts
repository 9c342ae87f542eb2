/** A TCP proxy before Redis that answers late, or breaks off in the middle of answers, for as long as it is told to. */

import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { systemClock } from "../../runtime/clock.ts";

export class RedisProxy {
  /** How late answers are. */
  delayMs = 0;
  /** Whether each connection ends half-way through its next answer. */
  cutting = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  static async before(url: string): Promise<RedisProxy> {
    const proxy = new RedisProxy(Number(new URL(url).port));
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  private constructor(port: number) {
    this.#server = createServer((client) => this.#join(client, connect(port, "127.0.0.1")));
  }

  get url(): string {
    const bound = this.#server.address();
    if (typeof bound !== "object" || bound === null) throw new Error("The proxy is closed.");
    return `redis://127.0.0.1:${bound.port}`;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket, server: Socket): void {
    const end = (): void => {
      for (const socket of [client, server]) {
        socket.destroy();
        this.#sockets.delete(socket);
      }
    };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on("error", end).on("close", end);
    }
    client.on("data", (bytes) => server.write(bytes));
    // One after the other: an answer never overtakes a late one.
    let answers = Promise.resolve();
    server.on("data", (bytes: Buffer) => {
      const due = systemClock.elapsed() + this.delayMs;
      answers = answers.then(async () => {
        const early = due - systemClock.elapsed();
        if (early > 0) await systemClock.sleep(early);
        client.write(this.cutting ? bytes.subarray(0, bytes.length >> 1) : bytes);
        if (this.cutting) end();
      });
    });
  }
}
