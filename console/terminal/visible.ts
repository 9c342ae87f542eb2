/** Makes text from outside safe to print: a process may name itself with escape sequences that command the terminal. */

/** Control, format and line-separating characters become `\u{1b}`; everything else stays as it is. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
