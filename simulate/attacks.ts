/** Attacks and faults that can be let loose on a simulated container, each with what it does to the measurements. */

import type { ProcessIdentity, ResourceHabits, SyscallHabits } from "./profile.ts";

export interface Attack {
  readonly name: string;
  /** The class that labels carry. */
  readonly class: "faulty" | "security_incident";
  /** For people, e.g. "a crypto-miner". */
  readonly title: string;
  /** Its own process beside the container's; left out where the container's own process does it. */
  readonly process?: ProcessIdentity;
  /** Medians of one interval, on top of what the process does anyway. */
  readonly resource: ResourceHabits;
  readonly syscalls: SyscallHabits;
  /** Seconds after which it does twice as much as at its start, and so on linearly; left out where it is steady. */
  readonly doublesAfter?: number;
}

/** Much CPU, hardly a system call: what Stratum miners look like. */
export const miner: Attack = {
  name: "miner",
  class: "security_incident",
  title: "a crypto-miner",
  process: { comm: "kworkerds", user: "root", uid: 0 },
  resource: { cpu_ns: 4_800_000_000, user_faults: 620, vm_mmap_bytes: 8_400_000, bytes_written: 900, bytes_read: 1400 },
  syscalls: { sched_yield: 240, futex: 60, nanosleep: 48, epoll_wait: 10, recvfrom: 3, sendto: 2 },
};

/** Reads what it finds and sends it away. */
const exfiltration: Attack = {
  name: "exfiltration",
  class: "security_incident",
  title: "data exfiltration",
  process: { comm: "curl", user: "root", uid: 0 },
  resource: { cpu_ns: 210_000_000, user_faults: 90, bytes_written: 48_000_000, bytes_read: 51_000_000 },
  syscalls: {
    openat: 240,
    read: 3200,
    sendto: 3100,
    poll: 900,
    newfstatat: 240,
    getdents64: 60,
    close: 240,
    connect: 2,
  },
};

/** Memory that is taken and never given back. */
export const leak: Attack = {
  name: "memory-leak",
  class: "faulty",
  title: "a memory leak",
  resource: { user_faults: 2400, kernel_faults: 30, vm_brk_grow_bytes: 9_800_000, vm_mmap_bytes: 34_000_000 },
  syscalls: { brk: 180, mmap: 130, madvise: 12 },
  doublesAfter: 10,
};

/** Processes that start processes. */
export const storm: Attack = {
  name: "process-storm",
  class: "faulty",
  title: "a process storm",
  process: { comm: "sh", user: "root", uid: 0 },
  resource: {
    cpu_ns: 950_000_000,
    user_faults: 38_000,
    kernel_faults: 900,
    vm_mmap_bytes: 410_000_000,
    vm_munmap_bytes: 120_000_000,
    vm_brk_grow_bytes: 16_000_000,
    bytes_read: 1_700_000,
  },
  syscalls: {
    clone: 640,
    execve: 610,
    wait4: 620,
    exit_group: 600,
    mmap: 9200,
    mprotect: 2400,
    openat: 3100,
    close: 3200,
    rt_sigprocmask: 2500,
  },
};

/** Reads every file, writes it back unreadable, renames it. */
const ransomware: Attack = {
  name: "ransomware",
  class: "security_incident",
  title: "ransomware",
  process: { comm: "lockit", user: "root", uid: 0 },
  resource: {
    cpu_ns: 1_900_000_000,
    user_faults: 300,
    vm_mmap_bytes: 2_100_000,
    bytes_written: 160_000_000,
    bytes_read: 160_000_000,
  },
  syscalls: {
    openat: 1400,
    read: 5200,
    write: 5200,
    fsync: 690,
    rename: 700,
    unlink: 690,
    getdents64: 120,
    close: 1400,
  },
};

/** A shell whose input and output are a connection to somewhere else: quiet, but of calls that the service never makes. */
export const shell: Attack = {
  name: "reverse-shell",
  class: "security_incident",
  title: "a reverse shell",
  process: { comm: "bash", user: "root", uid: 0 },
  resource: {
    cpu_ns: 31_000_000,
    user_faults: 1900,
    kernel_faults: 45,
    vm_mmap_bytes: 19_000_000,
    vm_munmap_bytes: 700_000,
    vm_brk_grow_bytes: 1_100_000,
    bytes_written: 41_000,
    bytes_read: 820_000,
  },
  syscalls: {
    execve: 14,
    connect: 6,
    socket: 8,
    dup2: 42,
    poll: 60,
    clone: 14,
    wait4: 28,
    pipe: 14,
    ioctl: 44,
    openat: 90,
    getdents64: 18,
    getuid: 14,
    geteuid: 14,
  },
};

export const attacks: readonly [Attack, ...Attack[]] = [miner, exfiltration, leak, storm, ransomware, shell];
