/** How large a share of each container's recent events each detector called anomalous. */

interface Window {
  /** Events of one kind, newest turn first. */
  readonly events: number[];
  readonly anomalies: Map<string, number[]>;
}

/** Counts over the last `turns` turns; the caller says when one ends. */
export class AnomalyShare {
  readonly #turns: number;
  readonly #windows = new Map<string, Window>();

  constructor(turns: number) {
    this.#turns = turns;
  }

  /** Once for each event of the kind that a detector reads. */
  event(container: string): void {
    increment(this.#windowOf(container).events);
  }

  anomaly(container: string, detector: string): void {
    const { anomalies } = this.#windowOf(container);
    let counts = anomalies.get(detector);
    if (counts === undefined) anomalies.set(detector, (counts = [0]));
    increment(counts);
  }

  /** Of `events`, how many were `anomalies`, in the turns that are looked at. */
  of(container: string, detector: string): { readonly anomalies: number; readonly events: number } {
    const { events, anomalies } = this.#windowOf(container);
    return { anomalies: sum(anomalies.get(detector) ?? []), events: sum(events) };
  }

  endTurn(): void {
    for (const { events, anomalies } of this.#windows.values()) {
      for (const counts of [events, ...anomalies.values()]) {
        counts.unshift(0);
        counts.length = Math.min(counts.length, this.#turns);
      }
    }
  }

  #windowOf(container: string): Window {
    let window = this.#windows.get(container);
    if (window === undefined) this.#windows.set(container, (window = { events: [0], anomalies: new Map() }));
    return window;
  }
}

function increment(counts: number[]): void {
  counts[0] = (counts[0] ?? 0) + 1;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, each) => total + each, 0);
}
