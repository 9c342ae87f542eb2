/** Texts and numbers of which many come again: each is written once, and by its place among those before from then on. */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";

export class TableWriter {
  readonly #texts = new Map<string, number>();
  readonly #numbers = new Map<number, number>();
  readonly #to: ByteWriter;

  constructor(to: ByteWriter) {
    this.#to = to;
  }

  text(text: string): void {
    if (this.#isNew(this.#texts, text)) this.#to.text(text);
  }

  number(number: number): void {
    if (this.#isNew(this.#numbers, number)) this.#to.double(number);
  }

  #isNew<T>(places: Map<T, number>, value: T): boolean {
    const place = places.get(value);
    this.#to.varint(place ?? 0);
    if (place === undefined) places.set(value, places.size + 1);
    return place === undefined;
  }
}

export class TableReader {
  readonly #texts: string[] = [];
  readonly #numbers: number[] = [];
  readonly #from: ByteReader;

  constructor(from: ByteReader) {
    this.#from = from;
  }

  /** @returns for a place that no writer writes, nothing in particular. */
  text(): string {
    return this.#read(this.#texts, () => this.#from.text()) ?? "";
  }

  /** @returns as `text`. */
  number(): number {
    return this.#read(this.#numbers, () => this.#from.double()) ?? 0;
  }

  #read<T>(known: T[], read: () => T): T | undefined {
    const place = this.#from.varint();
    if (place > 0) return known[place - 1];
    const value = read();
    known.push(value);
    return value;
  }
}
