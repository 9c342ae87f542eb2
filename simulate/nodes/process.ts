/** What a process of a container does that sensors see: it is executed, or it connects to somewhere. */

export interface Command {
  /** Absolute path. */
  readonly binary: string;
  readonly arguments: string;
  /** The median; it ends after about as long. */
  readonly lifetimeMs: number;
  /** Left out: that of the container's main process. */
  readonly uid?: number;
  /** Left out: 0, it worked. */
  readonly status?: number;
}

export interface Service {
  /** IPv4. */
  readonly address: string;
  readonly port: number;
}

/** One thing that one process does, in a container, at a time. */
export type Deed = { readonly command: Command } | Connection;

export interface Connection {
  /** Absolute path of who connects; left out: the container's main process. */
  readonly client?: string;
  readonly uid: number;
  readonly service: Service;
  /** Whether it times out. */
  readonly failed: boolean;
}
