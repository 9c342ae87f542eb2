/**
 * Processes of simulated containers as Tetragon's JSON export tells of them: executed, ended, or at a kernel function.
 * https://tetragon.io/docs/reference/grpc-api
 */

import { Random } from "../random.ts";
import type { NodeContainer, SimulatedNode } from "./fleet.ts";
import { bootedAt, type Incident } from "./incident.ts";
import type { SecondTexts } from "./metrics.ts";
import type { Command, Service } from "./process.ts";
import type { Slab } from "./slab.ts";

/** A process that runs, or ran. */
export interface RunningProcess {
  readonly container: NodeContainer;
  readonly pid: number;
  readonly uid: number;
  readonly binary: string;
  /** What it ends with. */
  readonly status: number;
  /** Of its start, below the ms. */
  readonly nanoseconds: number;
  /** Its part of a line: up to its start, and from there to the end of its parent, which all of its container share. */
  readonly itself: string;
  readonly origin: Buffer;
}

export class TetragonWriter {
  readonly #node: SimulatedNode;
  readonly #incidents: readonly Incident[];
  readonly #texts: SecondTexts;
  readonly #slab: Slab;
  readonly #random: Random;
  readonly #lives: ReadonlyMap<NodeContainer, ContainerLife>;

  constructor(
    node: SimulatedNode,
    incidents: readonly Incident[],
    { seed, texts, slab }: { seed: string; texts: SecondTexts; slab: Slab },
  ) {
    this.#node = node;
    this.#incidents = incidents;
    this.#texts = texts;
    this.#slab = slab;
    this.#random = new Random(`${seed}/${node.name}/tetragon`);
    this.#lives = new Map(node.containers.map((container) => [container, lifeOf(node, container)]));
  }

  /** The container's main process, which ran before Tetragon did. */
  main(container: NodeContainer): RunningProcess {
    return this.#life(container).main;
  }

  /** @param time event time in ms since the epoch. */
  start(
    container: NodeContainer,
    command: Omit<Command, "lifetimeMs"> & { uid: number },
    time: number,
  ): RunningProcess {
    const random = this.#random;
    const { binary, arguments: given, uid, status = 0 } = command;
    const pid = random.integer(20_000, 4_000_000);
    const nanoseconds = random.integer(0, 999_999);
    const up = time - bootedAt(this.#node, this.#incidents, time);
    const execId = execIdOf(this.#node, up * 1_000_000 + nanoseconds, pid);
    const itself =
      `{"exec_id":"${execId}","pid":${pid},"uid":${uid},"cwd":"/","binary":"${binary}"` +
      (given === "" ? "" : `,"arguments":${JSON.stringify(given)}`) +
      `,"flags":"execve clone","start_time":"${this.#finely(time, nanoseconds)}"`;
    const { knownPod, unknownPod } = this.#life(container);
    const origin = random.chance(podUnknownShare) ? unknownPod : knownPod;
    return { container, pid, uid, binary, status, nanoseconds, itself, origin };
  }

  exec(process: RunningProcess, time: number): Buffer {
    return this.#line(`{"process_exec":{"process":`, process, "", this.#finely(time, process.nanoseconds));
  }

  exit(process: RunningProcess, time: number): Buffer {
    const ended = process.status === 0 ? "" : `,"status":${process.status}`;
    return this.#line(`{"process_exit":{"process":`, process, ended, this.#finely(time, process.nanoseconds));
  }

  connect(process: RunningProcess, service: Service, time: number): Buffer {
    const random = this.#random;
    const call =
      `,"function_name":"tcp_connect","args":[{"sock_arg":{"family":"AF_INET","type":"SOCK_STREAM",` +
      `"protocol":"IPPROTO_TCP","saddr":"${this.#node.address}","daddr":"${service.address}",` +
      `"sport":${random.integer(32_768, 60_999)},"dport":${service.port}}}],` +
      `"action":"KPROBE_ACTION_POST","policy_name":"connect","return_action":"KPROBE_ACTION_POST"`;
    const finely = this.#finely(time, random.integer(0, 999_999));
    return this.#line(`{"process_kprobe":{"process":`, process, call, finely);
  }

  #line(start: string, { itself, origin }: RunningProcess, rest: string, time: string): Buffer {
    const end = `${rest}},"node_name":"${this.#node.name}","time":"${time}"}`;
    return this.#slab.line(start, itself, origin, end);
  }

  #finely(time: number, nanoseconds: number): string {
    const told = time + this.#node.clockAheadMs;
    return `${this.#texts.of(told)}.${threeDigits(told % 1000)}${sixDigits(nanoseconds)}Z`;
  }

  #life(container: NodeContainer): ContainerLife {
    const life = this.#lives.get(container);
    if (life === undefined) throw new TypeError(`${this.#node.name} has no container ${container.id}`);
    return life;
  }
}

interface ContainerLife {
  readonly main: RunningProcess;
  /** From the pod of a process to the end of its parent. */
  readonly knownPod: Buffer;
  /** Of a container that is new to it, Tetragon tells the Docker id alone. */
  readonly unknownPod: Buffer;
}

const podUnknownShare = 0.05;
const dockerIdLength = 31;

function lifeOf(node: SimulatedNode, container: NodeContainer): ContainerLife {
  const { id, image, kind, pid, profile } = container;
  const { uid } = profile.process;
  const execId = execIdOf(node, pid * 1_000_003, pid);
  const docker = `"docker":"${id.slice(0, dockerIdLength)}"`;
  const pod = JSON.stringify({
    namespace: kind.namespace,
    name: container.pod,
    container: { id: `containerd://${id}`, name: kind.name, image: { name: image } },
    workload: kind.name,
    workload_kind: "Deployment",
  });
  const itself = `{"exec_id":"${execId}","pid":${pid},"uid":${uid},"binary":"${kind.client}"`;
  const beforeDocker = `,"pod":${pod}`;
  const knownPod = Buffer.from(`${beforeDocker},${docker},"parent_exec_id":"${execId}"},"parent":${itself},${docker}}`);
  return {
    main: { container, pid, uid, binary: kind.client, status: 0, nanoseconds: 0, itself, origin: knownPod },
    knownPod,
    unknownPod: knownPod.subarray(beforeDocker.length),
  };
}

function execIdOf(node: SimulatedNode, ktime: number, pid: number): string {
  return btoa(`${node.name}:${ktime}:${pid}`);
}

function threeDigits(number: number): string {
  return number < 10 ? `00${number}` : number < 100 ? `0${number}` : String(number);
}

function sixDigits(number: number): string {
  return String(1_000_000 + number).slice(1);
}
