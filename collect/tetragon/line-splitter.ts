/** Cuts bytes into lines as they arrive, wherever the pieces end; lines that are too long are passed over. */

const newline = 10;

export class LineSplitter {
  readonly #maxBytes: number;
  /** Of the line that has not ended yet; nothing where it is too long. */
  #pieces: Buffer[] = [];
  /** Of the line that has not ended yet, also where it is too long to be kept. */
  pendingBytes = 0;
  #tooLong = 0;

  /** @param maxBytes longer lines are passed over. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @returns the lines that end in `bytes`, without their ends, as views where that is possible; empty ones are none. */
  push(bytes: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let from = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, from)) {
      this.#keep(bytes.subarray(from, end));
      const line = this.end();
      if (line !== undefined) lines.push(line);
      from = end + 1;
    }
    this.#keep(bytes.subarray(from));
    return lines;
  }

  /** Ends the line that has begun, as at the end of a file that nobody writes to any more. */
  end(): Buffer | undefined {
    const [first, ...more] = this.#pieces;
    const isTooLong = this.pendingBytes > this.#maxBytes;
    this.#pieces = [];
    this.pendingBytes = 0;
    if (isTooLong) this.#tooLong += 1;
    if (isTooLong || first === undefined) return undefined;
    return more.length === 0 ? first : Buffer.concat([first, ...more]);
  }

  /** @returns how many lines were passed over since this was last asked. */
  takeTooLong(): number {
    const count = this.#tooLong;
    this.#tooLong = 0;
    return count;
  }

  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.pendingBytes += piece.length;
    if (this.pendingBytes > this.#maxBytes) this.#pieces = [];
    else this.#pieces.push(piece);
  }
}
