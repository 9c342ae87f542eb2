/** A TCP proxy that cuts its connections at a chosen piece of what the client sends: before it, within it, or before its answer. */

import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

export type CutMode = "before" | "within" | "answer";

export class TcpCut {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #step: number;
  readonly #mode: CutMode;
  #pieces = 0;
  #armed = false;
  /** Whether the chosen piece came. */
  happened = false;

  /** @param step which piece to cut at, from 1 on, counted after `arm`. Later connections go through whole. */
  static async to(port: number, step: number, mode: CutMode): Promise<TcpCut> {
    const cut = new TcpCut(port, step, mode);
    cut.#server.listen(0, "127.0.0.1");
    await once(cut.#server, "listening");
    return cut;
  }

  private constructor(port: number, step: number, mode: CutMode) {
    this.#step = step;
    this.#mode = mode;
    this.#server = createServer((client) => this.#join(client, connect(port, "127.0.0.1")));
  }

  get port(): number {
    const bound = this.#server.address();
    return typeof bound === "object" ? (bound?.port ?? 0) : 0;
  }

  arm(): void {
    this.#armed = true;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #join(client: Socket, server: Socket): void {
    const end = (): void => {
      client.destroy();
      server.destroy();
    };
    let mute = false;
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on("error", end).on("close", end);
      socket.setNoDelay(true);
    }
    server.on("data", (bytes) => {
      if (mute) end();
      else client.write(bytes);
    });
    client.on("data", (bytes: Buffer) => {
      if (!this.#isTheOne()) return server.write(bytes);
      if (this.#mode === "before") return end();
      // The server has done the work when its answer comes, and the client never learns.
      if (this.#mode === "answer") {
        mute = true;
        return server.write(bytes);
      }
      server.end(bytes.subarray(0, bytes.length >> 1));
      client.destroy();
    });
  }

  #isTheOne(): boolean {
    if (!this.#armed || this.happened) return false;
    this.#pieces += 1;
    this.happened = this.#pieces === this.#step;
    return this.happened;
  }
}
