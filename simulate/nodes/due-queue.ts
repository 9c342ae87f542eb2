/** Which of many is due next: a binary heap over numbered members, in typed arrays, since a fleet asks it for every record. */

export class DueQueue {
  readonly #times: Float64Array;
  readonly #members: Int32Array;

  /** Member i is due at `dues[i]`; Infinity for never. Of those due at the same time the one of the lower number is first. */
  constructor(dues: ArrayLike<number>) {
    this.#members = Int32Array.from(dues, (_, member) => member);
    this.#times = Float64Array.from(dues);
    for (let at = (dues.length >> 1) - 1; at >= 0; at -= 1) this.#sink(at, this.#timeAt(at), this.#memberAt(at));
  }

  /** Who is due next. */
  get member(): number {
    return this.#memberAt(0);
  }

  get time(): number {
    return this.#timeAt(0);
  }

  /** The one who is due next is due at `time` from now on. */
  postpone(time: number): void {
    this.#sink(0, time, this.#memberAt(0));
  }

  #sink(from: number, time: number, member: number): void {
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#members.length) break;
      if (child + 1 < this.#members.length && this.#before(child + 1, this.#timeAt(child), this.#memberAt(child))) {
        child += 1;
      }
      if (!this.#before(child, time, member)) break;
      this.#times[at] = this.#timeAt(child);
      this.#members[at] = this.#memberAt(child);
      at = child;
    }
    this.#times[at] = time;
    this.#members[at] = member;
  }

  #before(at: number, time: number, member: number): boolean {
    const mine = this.#timeAt(at);
    return mine < time || (mine === time && this.#memberAt(at) < member);
  }

  #timeAt(at: number): number {
    return this.#times[at] ?? Infinity;
  }

  #memberAt(at: number): number {
    return this.#members[at] ?? -1;
  }
}
