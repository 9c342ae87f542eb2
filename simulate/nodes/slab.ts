/** Cuts the values of records from larger buffers: a buffer of its own for each line costs more than what is written in it. */

export class Slab {
  #bytes = Buffer.allocUnsafeSlow(slabBytes);
  #used = 0;

  /** @param text in ASCII, like all texts here, and no line longer than 64 KiB. */
  text(text: string): Buffer {
    this.#makeRoom(text.length);
    const from = this.#used;
    this.#used += this.#bytes.write(text, from, "latin1");
    return this.#bytes.subarray(from, this.#used);
  }

  /** @returns its parts in a row. */
  line(start: string, head: string, middle: Buffer, tail: string): Buffer {
    this.#makeRoom(start.length + head.length + middle.length + tail.length);
    const from = this.#used;
    let to = from + this.#bytes.write(start, from, "latin1");
    to += this.#bytes.write(head, to, "latin1");
    this.#bytes.set(middle, to);
    to += middle.length;
    to += this.#bytes.write(tail, to, "latin1");
    this.#used = to;
    return this.#bytes.subarray(from, to);
  }

  #makeRoom(length: number): void {
    if (length <= slabBytes - this.#used) return;
    this.#bytes = Buffer.allocUnsafeSlow(slabBytes);
    this.#used = 0;
  }
}

const slabBytes = 65_536;
