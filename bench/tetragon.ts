/** Lines of Tetragon for measurements: as long as its own with a pod's facts, about 1.8 kB, of a fleet of a hundred nodes. */

const nodes = 100;
const containers = 96;

/** @param kind which event it is, of a process and its parent. */
export function tetragonLine(index: number, kind: (process: object, parent: object) => object): string {
  return JSON.stringify({
    ...kind(tetragonProcess(index, "/usr/bin/curl"), tetragonProcess(1, "/bin/bash")),
    node_name: `worker-${index % nodes}`,
    time: new Date(1_767_225_600_000 + index).toISOString(),
  });
}

export function execution(process: object, parent: object): object {
  return { process_exec: { process, parent } };
}

export function connection(process: object, parent: object): object {
  const socket = { saddr: "10.0.0.5", daddr: "203.0.113.9", sport: 40_000, dport: 443, cookie: "18446616208101378688" };
  const args = [{ sock_arg: { family: "AF_INET", type: "SOCK_STREAM", protocol: "IPPROTO_TCP", ...socket } }];
  return { process_kprobe: { process, parent, function_name: "tcp_connect", args, policy_name: "connect" } };
}

function tetragonProcess(index: number, binary: string): object {
  const id = (index % containers).toString(16).padStart(64, "a");
  return {
    exec_id: Buffer.from(`worker-1:1142861563${index}:51583`).toString("base64"),
    pid: 1000 + index,
    uid: 0,
    cwd: "/",
    binary,
    arguments: "--silent https://registry.example/v2/",
    flags: "execve rootcwd clone",
    start_time: "2026-01-01T00:00:00.123456789Z",
    auid: 4_294_967_295,
    pod: {
      namespace: "shop",
      name: "cart-7b8c9d-x2x4z",
      container: {
        id: `containerd://${id}`,
        name: "cart",
        image: {
          id: `registry.example/shop/cart@sha256:${id}`,
          name: `registry.example/shop/service-${index % 24}:1`,
        },
        start_time: "2026-01-01T00:00:00Z",
        pid: 50,
      },
      pod_labels: { app: "cart", "pod-template-hash": "7b8c9d" },
      workload: "cart",
      workload_kind: "Deployment",
    },
    docker: id.slice(0, 31),
    parent_exec_id: "a2luZC1jb250cm9sLXBsYW5lOjkwNzkyMjU2MjMyNjk6NDM4NzI=",
    tid: 1000 + index,
  };
}
