/** Text in lines of a width, for terminals that would break words. */

/** @param hang what every line but the first begins with. @returns lines without a last newline; a word alone may be longer. */
export function wrap(text: string, width: number, hang = ""): string {
  const lines: string[] = [];
  // What a text begins with is its indentation, and no space between words.
  const [, indent = "", rest = ""] = /^(\s*)(.*)$/s.exec(text) ?? [];
  let line = indent;
  let isEmpty = true;
  for (const word of rest.split(" ")) {
    const longer = isEmpty ? line + word : `${line} ${word}`;
    if (!isEmpty && longer.length > width) {
      lines.push(line);
      line = hang + word;
    } else line = longer;
    isEmpty = false;
  }
  return [...lines, line].join("\n");
}
