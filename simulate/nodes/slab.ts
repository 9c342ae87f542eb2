/** Cuts the values of records from larger buffers: a buffer of its own for each line costs more than what is written in it. */

export class Slab {
  #bytes = Buffer.allocUnsafeSlow(slabBytes);
  #used = 0;

  /** @returns its parts in a row: texts in ASCII, all together at most 64 KiB. */
  line(start: string, head: string, middle: Buffer, tail: string): Buffer {
    if (start.length + head.length + middle.length + tail.length > slabBytes - this.#used) {
      this.#bytes = Buffer.allocUnsafeSlow(slabBytes);
      this.#used = 0;
    }
    const from = this.#used;
    let to = from + this.#bytes.write(start, from, "latin1");
    to += this.#bytes.write(head, to, "latin1");
    this.#bytes.set(middle, to);
    to += middle.length;
    to += this.#bytes.write(tail, to, "latin1");
    this.#used = to;
    return this.#bytes.subarray(from, to);
  }
}

const slabBytes = 65_536;
