/**
 * MT19937 (Matsumoto and Nishimura, 1998) with the seeding and the draws of CPython's `random.Random(seed)`, bit for bit,
 * because half-space trees that agree with River's must split where its trees split.
 */

const size = 624;
const shift = 397;

export class MersenneTwister {
  readonly #state = new Uint32Array(size);
  #next = size;

  /** @param seed a whole number from 0 to 2^53 - 1; anything else throws a RangeError. */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`a seed is a whole number from 0, got ${seed}`);
    const high = Math.floor(seed / 2 ** 32);
    this.#seedByArray(high === 0 ? [seed] : [seed >>> 0, high]);
  }

  /** A double in [0, 1) with 53 random bits. */
  random(): number {
    const high = this.#word() >>> 5;
    const low = this.#word() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** A double between `from` and `to`; `to` itself only where rounding gives it. */
  uniform(from: number, to: number): number {
    return from + (to - from) * this.random();
  }

  /** One element of `population`, as likely as its weight: CPython's `choices(population, weights)[0]`. */
  choices<T>(population: readonly T[], weights: readonly number[]): T {
    const cumulative: number[] = [];
    let total = 0;
    for (const weight of weights) cumulative.push((total += weight));
    if (population.length !== weights.length || !(total > 0 && total < Infinity)) {
      throw new RangeError("each element needs a weight, and the weights a positive, finite total");
    }
    return population[bisectRight(cumulative, this.random() * total, population.length - 1)]!;
  }

  #word(): number {
    if (this.#next === size) this.#refill();
    let word = this.#state[this.#next++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #refill(): void {
    const state = this.#state;
    for (let i = 0; i < size; i++) {
      const mixed = (state[i]! & 0x80000000) | (state[(i + 1) % size]! & 0x7fffffff);
      state[i] = state[(i + shift) % size]! ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }

  /** The reference implementation's `init_by_array`: two passes that spread the key over the whole state. */
  #seedByArray(key: readonly number[]): void {
    const state = this.#state;
    state[0] = 19650218;
    for (let i = 1; i < size; i++) state[i] = Math.imul(1812433253, mixedWith30(state[i - 1]!)) + i;
    let i = 1;
    let j = 0;
    const advance = (): void => {
      if (++i < size) return;
      state[0] = state[size - 1]!;
      i = 1;
    };
    for (let k = Math.max(size, key.length); k > 0; k--) {
      state[i] = (state[i]! ^ Math.imul(mixedWith30(state[i - 1]!), 1664525)) + key[j]! + j;
      j = (j + 1) % key.length;
      advance();
    }
    for (let k = size - 1; k > 0; k--) {
      state[i] = (state[i]! ^ Math.imul(mixedWith30(state[i - 1]!), 1566083941)) - i;
      advance();
    }
    state[0] = 0x80000000;
  }
}

function mixedWith30(word: number): number {
  return word ^ (word >>> 30);
}

/** The first index below `end` whose element is greater than `value`, else `end`. */
function bisectRight(sorted: readonly number[], value: number, end: number): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value < sorted[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
