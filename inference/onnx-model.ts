/** An ONNX model that runs: ONNX Runtime in WebAssembly, on one thread, so that its answers are the same on every machine. */

import type { InferenceSession } from "onnxruntime-web";
import { setImmediate } from "node:timers/promises";
import { PicketError } from "../errors/picket-error.ts";
import type { Judgement } from "../models/judgement.ts";
import { checkHash, type OnnxManifest } from "../models/onnx/manifest.ts";
import { Sequences } from "../models/onnx/sequences.ts";
import type { WindowModel } from "./window-model.ts";

/** Sequences in one run. The event loop waits while a run lasts, and more at once are no quicker each. */
const mostAtOnce = 64;

export class OnnxModel implements WindowModel {
  readonly #session: InferenceSession;
  readonly #sequences: Sequences;
  /** Models with [1, T, F] take one sequence at a time. */
  readonly #atOnce: number;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(session: InferenceSession, sequences: Sequences, atOnce: number) {
    this.#session = session;
    this.#sequences = sequences;
    this.#atOnce = atOnce;
  }

  /**
   * @param bytes of the file that the manifest names.
   * @param available the names of the features that windows will have, in order.
   * @throws PicketError `MODEL_INVALID` when hash, features, operators or shapes do not fit.
   */
  static async open(manifest: OnnxManifest, bytes: Uint8Array, available: readonly string[]): Promise<OnnxModel> {
    checkHash(manifest, bytes);
    const sequences = new Sequences(manifest, available);
    const session = await load(manifest, bytes);
    try {
      const model = new OnnxModel(session, sequences, batchOf(manifest, session) === "free" ? mostAtOnce : 1);
      await model.#tryOut();
      return model;
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  get name(): string {
    return this.#manifest.name;
  }

  get version(): string {
    return this.#manifest.version;
  }

  get threshold(): number {
    return this.#manifest.threshold;
  }

  get windows(): number {
    return this.#manifest.windows;
  }

  get #manifest(): OnnxManifest {
    return this.#sequences.manifest;
  }

  /** Gives the event loop a turn between runs. */
  async judge(sequences: readonly Float64Array[]): Promise<readonly Judgement[]> {
    const judged = this.#last.then(() => this.#judge(sequences.map((sequence) => this.#sequences.scaled(sequence))));
    this.#last = judged.catch(() => {});
    return judged;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#session.release();
  }

  async #judge(scaled: readonly Float64Array[]): Promise<readonly Judgement[]> {
    const judged: Judgement[] = [];
    for (let from = 0; from < scaled.length; from += this.#atOnce) {
      const batch = scaled.slice(from, from + this.#atOnce);
      const answers = await this.#run(batch);
      const each = answers.length / batch.length;
      for (const [i, sequence] of batch.entries()) {
        judged.push(this.#sequences.judge(sequence, answers.subarray(i * each, (i + 1) * each)));
      }
      await setImmediate();
    }
    return judged;
  }

  /** @throws PicketError `MODEL_INVALID` for an answer of another shape than the manifest says. */
  async #run(batch: readonly Float64Array[]): Promise<Float32Array> {
    const { Tensor } = await import("onnxruntime-web");
    const { manifest, length } = this.#sequences;
    const values = new Float32Array(batch.length * length);
    for (const [i, sequence] of batch.entries()) this.#sequences.fill(sequence, values, i * length);
    const [input = ""] = this.#session.inputNames;
    const dims = [batch.length, manifest.windows, manifest.features.length];
    const answers = await this.#session.run({ [input]: new Tensor("float32", values, dims) });
    const answer = answers[this.#session.outputNames[0] ?? ""];
    const { data, dims: shape } = answer ?? { data: [], dims: [] };
    const expected = manifest.output === "score" ? [[batch.length], [batch.length, 1]] : [dims];
    if (!(data instanceof Float32Array) || !expected.some((one) => one.join() === shape.join())) {
      throw unfit(
        manifest,
        `it answers ${answer?.type} [${shape.join()}] to [${dims.join()}], not a ${manifest.output}`,
      );
    }
    return data;
  }

  /** What shapes with names leave open shows when it runs: with as many sequences as it says that it takes. */
  async #tryOut(): Promise<void> {
    const usual = new Float64Array(this.#sequences.length).fill(NaN);
    try {
      for (const count of new Set([1, Math.min(2, this.#atOnce)]))
        await this.#run(Array.from({ length: count }, () => usual));
    } catch (cause) {
      throw cause instanceof PicketError ? cause : unfit(this.#manifest, `it does not run: ${messageOf(cause)}`, cause);
    }
  }
}

async function load(manifest: OnnxManifest, bytes: Uint8Array): Promise<InferenceSession> {
  const { env, InferenceSession } = await import("onnxruntime-web");
  env.wasm.numThreads = 1;
  env.logLevel = "error";
  try {
    return await InferenceSession.create(bytes);
  } catch (cause) {
    throw unfit(manifest, `ONNX Runtime does not load it: ${messageOf(cause)}`, cause);
  }
}

/** @throws PicketError `MODEL_INVALID` unless the model takes one tensor [N, T, F], or [1, T, F], and answers one. */
function batchOf(manifest: OnnxManifest, session: InferenceSession): "free" | "one" {
  const [input, ...more] = session.inputMetadata;
  if (input === undefined || more.length > 0 || session.outputNames.length !== 1) {
    const counts = `${session.inputNames.length} inputs and ${session.outputNames.length} outputs`;
    throw unfit(manifest, `it has ${counts}, not one and one`);
  }
  if (!input.isTensor || input.type !== "float32") throw unfit(manifest, "its input is no tensor of float32");
  const [batch, windows, features] = input.shape;
  const wanted = [manifest.windows, manifest.features.length];
  const fits = [windows, features].every((dim, i) => typeof dim === "string" || dim === wanted[i]);
  if (input.shape.length !== 3 || !fits || !(typeof batch === "string" || batch === 1)) {
    throw unfit(manifest, `its input is [${input.shape.join()}], the manifest says [N,${wanted.join()}]`);
  }
  return batch === 1 ? "one" : "free";
}

function unfit({ name, version }: OnnxManifest, problem: string, cause?: unknown): PicketError {
  const context = { model: name, version, problem };
  return new PicketError("MODEL_INVALID", `the model ${name} ${version} does not fit: ${problem}`, { context, cause });
}

/** Without the place in ONNX Runtime's own sources. */
function messageOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.replace(/^.*ERROR_MESSAGE: (?:\/\S+:\d+ .*?\) )?/s, "").trim();
}
