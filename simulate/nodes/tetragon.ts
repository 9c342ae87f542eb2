/**
 * Processes of simulated containers as Tetragon's JSON export tells of them: executed, ended, or at a kernel function.
 * https://tetragon.io/docs/reference/grpc-api
 */

import { Random } from "../random.ts";
import type { NodeContainer, SimulatedNode } from "./fleet.ts";
import type { SecondTexts } from "./metrics.ts";
import type { Service } from "./process.ts";

/** A process that runs, or ran. */
export interface RunningProcess {
  readonly container: NodeContainer;
  readonly pid: number;
  readonly uid: number;
  readonly binary: string;
  readonly arguments: string;
  /** RFC 3339, to the nanosecond. */
  readonly startedAt: string;
  readonly execId: string;
  /** Whether Tetragon knows the pod; of a container that is new to it, it tells the Docker id alone. */
  readonly podKnown: boolean;
}

export class TetragonWriter {
  readonly #node: SimulatedNode;
  readonly #texts: SecondTexts;
  readonly #random: Random;
  readonly #containers: ReadonlyMap<NodeContainer, ContainerTexts>;

  constructor(node: SimulatedNode, texts: SecondTexts, seed: string) {
    this.#node = node;
    this.#texts = texts;
    this.#random = new Random(`${seed}/${node.name}/tetragon`);
    this.#containers = new Map(node.containers.map((container) => [container, containerTexts(node, container)]));
  }

  /** @param time event time in ms since the epoch. */
  start(
    container: NodeContainer,
    command: { readonly binary: string; readonly arguments: string; readonly uid: number },
    time: number,
  ): RunningProcess {
    const random = this.#random;
    const pid = random.integer(20_000, 4_000_000);
    const nanoseconds = random.integer(0, 999_999);
    const ktime = (time - this.#node.bootedAt) * 1_000_000 + nanoseconds;
    return {
      container,
      pid,
      ...command,
      startedAt: `${this.#texts.of(time)}.${threeDigits(time % 1000)}${sixDigits(nanoseconds)}Z`,
      execId: execId(this.#node, ktime, pid),
      podKnown: !random.chance(podUnknownShare),
    };
  }

  exec(process: RunningProcess): Buffer {
    return this.#line(`{"process_exec":{${this.#process(process)}}`, process.startedAt);
  }

  exit(process: RunningProcess, status: number, time: number): Buffer {
    const ended = status === 0 ? "" : `,"status":${status}`;
    return this.#line(`{"process_exit":{${this.#process(process)}${ended}}`, this.#finely(time));
  }

  connect(process: RunningProcess, service: Service, time: number): Buffer {
    const socket =
      `{"family":"AF_INET","type":"SOCK_STREAM","protocol":"IPPROTO_TCP","saddr":"${this.#node.address}",` +
      `"daddr":"${service.address}","sport":${this.#random.integer(32_768, 60_999)},"dport":${service.port}}`;
    return this.#line(
      `{"process_kprobe":{${this.#process(process)},"function_name":"tcp_connect","args":[{"sock_arg":${socket}}],` +
        `"action":"KPROBE_ACTION_POST","policy_name":"connect","return_action":"KPROBE_ACTION_POST"}`,
      this.#finely(time),
    );
  }

  /** The container's main process, which has run since before Tetragon did. */
  main(container: NodeContainer, binary: string, uid: number): RunningProcess {
    return {
      container,
      pid: container.pid,
      uid,
      binary,
      arguments: "",
      startedAt: "",
      execId: this.#containers.get(container)?.mainExecId ?? "",
      podKnown: true,
    };
  }

  #process({ container, pid, uid, binary, arguments: given, startedAt, execId: id, podKnown }: RunningProcess): string {
    const { pod, docker, parent, mainExecId } = this.#containers.get(container) ?? noTexts;
    return (
      `"process":{"exec_id":"${id}","pid":${pid},"uid":${uid},"cwd":"/","binary":"${binary}"` +
      (given === "" ? "" : `,"arguments":${JSON.stringify(given)}`) +
      `,"flags":"execve clone"${startedAt === "" ? "" : `,"start_time":"${startedAt}"`},"auid":4294967295` +
      `${podKnown ? pod : ""}${docker},"parent_exec_id":"${mainExecId}","tid":${pid}},${parent}`
    );
  }

  #line(event: string, time: string): Buffer {
    return Buffer.from(`${event},"node_name":"${this.#node.name}","time":"${time}"}`);
  }

  #finely(time: number): string {
    return `${this.#texts.of(time)}.${threeDigits(time % 1000)}${sixDigits(this.#random.integer(0, 999_999))}Z`;
  }
}

/** Parts of lines that are the same in all of a container's. */
interface ContainerTexts {
  readonly pod: string;
  readonly docker: string;
  readonly parent: string;
  readonly mainExecId: string;
}

const noTexts: ContainerTexts = { pod: "", docker: "", parent: "", mainExecId: "" };

const podUnknownShare = 0.05;
const dockerIdLength = 31;

function containerTexts(node: SimulatedNode, { id, image, kind, pid, pod, profile }: NodeContainer): ContainerTexts {
  const mainExecId = execId(node, pid * 1_000_003, pid);
  const docker = `,"docker":"${id.slice(0, dockerIdLength)}"`;
  const inPod = {
    namespace: kind.namespace,
    name: pod,
    container: { id: `containerd://${id}`, name: kind.name, image: { name: image } },
    workload: kind.name,
    workload_kind: "Deployment",
  };
  const main = `"exec_id":"${mainExecId}","pid":${pid},"uid":${profile.process.uid},"binary":"${kind.client}"`;
  return { pod: `,"pod":${JSON.stringify(inPod)}`, docker, parent: `"parent":{${main}${docker}}`, mainExecId };
}

function execId(node: SimulatedNode, ktime: number, pid: number): string {
  return Buffer.from(`${node.name}:${ktime}:${pid}`, "latin1").toString("base64");
}

function threeDigits(number: number): string {
  return number < 10 ? `00${number}` : number < 100 ? `0${number}` : String(number);
}

function sixDigits(number: number): string {
  return String(1_000_000 + number).slice(1);
}
