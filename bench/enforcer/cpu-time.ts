/** The processor time of this process and of those that it started, by the name of their programs. */

import { readdir, readFile } from "node:fs/promises";

/** In user and system mode, in ms, from /proc (proc_pid_stat(5)), where 100 ticks are a second on Linux. */
export async function cpuTimes(enforcer: number): Promise<ReadonlyMap<string, number>> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const times = new Map<string, number>();
  for (const id of ids) {
    // It may have ended since.
    const stat = await readFile(`/proc/${id}/stat`, "utf8").catch(() => "");
    const [name = "", rest = ""] = stat.slice(stat.indexOf("(") + 1).split(") ");
    const fields = rest.split(" ");
    if (id !== process.pid && Number(fields[1]) !== process.pid) continue;
    const key =
      new Map([
        [process.pid, "this benchmark"],
        [enforcer, "the enforcer"],
      ]).get(id) ?? name;
    times.set(key, (times.get(key) ?? 0) + (Number(fields[11]) + Number(fields[12])) * 10);
  }
  return times;
}
