/** An event of Tetragon, as far as the node's windows need it. Texts are as Tetragon writes them, "" where it left them out. */

export interface TetragonProcess {
  /** Names the process in the whole fleet, over time. */
  readonly execId: string;
  /** In the host's namespace; `undefined` where Tetragon does not know. */
  readonly pid: number | undefined;
  /** Effective; `undefined` where Tetragon does not know, which is not root. */
  readonly uid: number | undefined;
  /** Absolute path of what is executed, where Tetragon could read it. */
  readonly binary: string;
  readonly arguments: string;
  /** 64 characters where the pod is known, else the first 31 of them; "" for processes of the host. */
  readonly containerId: string;
  /** The container's image; "" where the pod is not known. */
  readonly image: string;
  readonly namespace: string;
  readonly pod: string;
}

/** The other end of a socket that a kernel function was called with. */
export interface Peer {
  readonly address: string;
  readonly port: number;
}

interface Observed {
  readonly node: string;
  /** Ms since the epoch, what is finer cut off; 0 where the event carries no time. */
  readonly time: number;
}

export interface ExecEvent extends Observed {
  readonly kind: "exec";
  readonly process: TetragonProcess;
  /** Whether it ran before Tetragon did, which tells of such processes when it starts: nothing was executed now. */
  readonly isOld: boolean;
}

export interface ExitEvent extends Observed {
  readonly kind: "exit";
  readonly process: TetragonProcess;
  /** Such as `SIGKILL`; "" for a process that ended by itself. */
  readonly signal: string;
  readonly status: number;
}

export interface KprobeEvent extends Observed {
  readonly kind: "kprobe";
  readonly process: TetragonProcess;
  /** The kernel function, such as `tcp_connect`. */
  readonly functionName: string;
  /** The TracingPolicy that asked for it. */
  readonly policyName: string;
  /** Of the first argument that is a socket or a socket's address. */
  readonly peer: Peer | undefined;
}

/** Tetragon is told to drop, or again not to drop, what a cgroup does too often: until it stops, counts are too low. */
export interface ThrottleEvent extends Observed {
  readonly kind: "throttle";
  readonly isStart: boolean;
  readonly cgroup: string;
}

/** Its exporter wrote fewer events than it saw. */
export interface DroppedEvent extends Observed {
  readonly kind: "dropped";
  readonly count: number;
}

/** Of a kind that is not read here: to be counted, and passed over. */
export interface OtherEvent extends Observed {
  readonly kind: "other";
}

export type TetragonEvent = ExecEvent | ExitEvent | KprobeEvent | ThrottleEvent | DroppedEvent | OtherEvent;
