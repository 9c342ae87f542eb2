/** Generates the static protobuf modules of proto/generated/ from the .proto files: `node proto/generate.ts [DIRECTORY]`. */

import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";

const schemas = [
  "ebpf/event.proto",
  ...["anomaly", "dead_letter", "cordon_request", "enforcement_outcome", "node_health"].map(
    (name) => `picket/v1/${name}.proto`,
  ),
];

/** Writes messages.js and messages.d.ts into `directory`. The output depends on nothing but the schemas and the tool. */
export async function generate(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const pbjs = createRequire(import.meta.url).resolve("protobufjs-cli/bin/pbjs");
  const shape = [
    "--target",
    "static-module",
    "--wrap",
    "esm",
    "--dts",
    "--root",
    "picket",
    "--path",
    import.meta.dirname,
  ];
  const unused = ["create", "verify", "convert", "delimited", "typeurl", "service"].map((part) => `--no-${part}`);
  const out = ["--out", path.join(directory, "messages.js")];
  const sources = schemas.map((schema) => path.join(import.meta.dirname, schema));
  await promisify(execFile)(process.execPath, [pbjs, ...shape, ...unused, ...out, ...sources]);
}

if (import.meta.main) await generate(process.argv[2] ?? path.join(import.meta.dirname, "generated"));
