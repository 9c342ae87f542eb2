/** What a process runs, by its name alone. */

/** @returns the last part of the path. */
export function programOf(binary: string): string {
  return binary.slice(binary.lastIndexOf("/") + 1);
}

export const shells: ReadonlySet<string> = new Set(["sh", "bash", "dash", "ash", "zsh", "ksh", "busybox"]);
