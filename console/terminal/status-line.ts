/** A line at the bottom of a terminal that is written over again and again, with ordinary lines scrolling above it. */

export interface StatusOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export class StatusLine {
  readonly #output: StatusOutput;
  #shown = "";

  constructor(output: StatusOutput) {
    this.#output = output;
  }

  /** Whether a status is written over, so that it may change often. */
  get isLive(): boolean {
    return this.#output.isTTY === true;
  }

  /** Replaces the status. Where the output is no terminal, it becomes an ordinary line. */
  show(text: string): void {
    if (!this.isLive) {
      this.#output.write(`${text}\n`);
      return;
    }
    // A line that wraps cannot be written over.
    this.#shown = text.slice(0, (this.#output.columns ?? 80) - 1);
    this.#output.write(`${clearLine}${this.#shown}`);
  }

  /** Writes text above the status; ends it with a newline. */
  print(text: string): void {
    this.#output.write(this.#shown === "" ? `${text}\n` : `${clearLine}${text}\n${this.#shown}`);
  }

  /** Removes the status, so that whatever comes next starts on a clean line. */
  clear(): void {
    if (this.#shown !== "") this.#output.write(clearLine);
    this.#shown = "";
  }
}

const clearLine = "\r\u001B[2K";
