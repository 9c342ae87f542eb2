/** Files of models in memory, for tests of what loads them. */

import { unavailable, type ModelFiles } from "../../inference/model-files.ts";
import { fixtureFiles } from "../fixtures/onnx/make.ts";

const fixtures = fixtureFiles();

export class Shelf implements ModelFiles {
  readonly files = new Map<string, Uint8Array>();

  async read(name: string): Promise<Uint8Array> {
    const found = this.files.get(name);
    if (found === undefined) throw unavailable(name);
    return found;
  }

  close(): void {}

  /** One of the ONNX fixtures. @param change of its manifest. */
  put(change: object = {}, kind: "score" | "reconstruction" = "score", name = "model.json"): void {
    const manifest: object = JSON.parse(Buffer.from(fixtures.get(`lstm-${kind}.json`)!).toString());
    this.files.set(`lstm-${kind}.onnx`, fixtures.get(`lstm-${kind}.onnx`)!);
    this.files.set(name, Buffer.from(JSON.stringify({ ...manifest, ...change })));
  }
}
