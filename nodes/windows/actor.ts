/** Who did something, as traces name it and as people read it. */

import type { ActingProcess } from "../observation.ts";

/** @returns image, or else id, of the container; "" for the host. */
export function actorOf({ image, containerId }: ActingProcess): string {
  return image || containerId;
}

/** E.g. ` as root in etcd:3.4`, to be put behind what was done. */
export function byWhom(process: ActingProcess): string {
  const { uid } = process;
  const user = uid === undefined ? "" : ` as ${uid === 0 ? "root" : `user ${uid}`}`;
  return `${user}${inWhich(process)}`;
}

export function inWhich({ containerId, image }: ActingProcess): string {
  const container = image || containerId.slice(0, 12);
  return container === "" ? "" : ` in ${container}`;
}
