/** The Picket processes of a test, of which none may end by itself while something is waited for. */

import { PicketProcess } from "./picket-process.ts";

export class PicketProcesses {
  readonly #running = new Set<PicketProcess>();

  start(environment: Readonly<Record<string, string>>, nodeArguments: readonly string[] = []): PicketProcess {
    const picket = new PicketProcess(environment, nodeArguments);
    this.#running.add(picket);
    void picket.ended.then(() => this.#running.delete(picket));
    return picket;
  }

  /** @throws when a process ends meanwhile. */
  async during<T>(waiting: Promise<T>): Promise<T> {
    const lost = [...this.#running].map(async (picket) => {
      const { code, signal } = await picket.ended;
      throw new Error(`A process ended with ${code ?? signal}:\n${picket.stderr}`);
    });
    return Promise.race([waiting, ...lost]);
  }
}
