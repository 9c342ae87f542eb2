/**
 * Small LSTM models with weights from a seed, as ONNX and as a plain forward pass in TypeScript: what ONNX Runtime answers is
 * held to the latter.
 */

import { Random } from "../../simulate/random.ts";
import { onnxModel, type Node, type Tensor } from "./onnx-model.ts";

export interface LstmShape {
  /** Windows in a sequence, T. */
  readonly windows: number;
  /** F. */
  readonly features: number;
  readonly hidden: number;
  readonly seed: string;
}

export interface Lstm {
  readonly shape: LstmShape;
  /** Of the gates input, output, forget, cell, one after the other, as ONNX has them: [4 hidden, features]. */
  readonly w: Float32Array;
  /** [4 hidden, hidden] */
  readonly r: Float32Array;
  /** [8 hidden], those of `w`, then those of `r`. */
  readonly b: Float32Array;
  /** [hidden, features] and [features] of a reconstruction; its first column and element make a score. */
  readonly out: Float32Array;
  readonly outBias: Float32Array;
}

export function makeLstm(shape: LstmShape): Lstm {
  const random = new Random(shape.seed);
  const { features, hidden } = shape;
  const weights = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => random.normal() / Math.sqrt(hidden));
  return {
    shape,
    w: weights(4 * hidden * features),
    r: weights(4 * hidden * hidden),
    b: weights(8 * hidden),
    out: weights(hidden * features),
    outBias: weights(features),
  };
}

/** [N, T, F] to [N, T, F]: a linear layer over each hidden state. */
export function reconstructionModel(lstm: Lstm, batch: number | string = "N"): Uint8Array {
  const { windows, features, hidden } = lstm.shape;
  return onnxModel({
    input: { name: "windows", dims: [batch, windows, features] },
    output: { name: "reconstruction", dims: [batch, windows, features] },
    constants: {
      ...lstmConstants(lstm),
      out: { dims: [hidden, features], values: lstm.out },
      outBias: { dims: [features], values: lstm.outBias },
      one: { dims: [1], values: [1n] },
    },
    nodes: [
      ...lstmNodes(lstm, ["states", "", ""]),
      { op: "Squeeze", inputs: ["states", "one"], outputs: ["hidden"] },
      { op: "MatMul", inputs: ["hidden", "out"], outputs: ["weighted"] },
      { op: "Add", inputs: ["weighted", "outBias"], outputs: ["inTime"] },
      { op: "Transpose", inputs: ["inTime"], outputs: ["reconstruction"], ints: { perm: [1, 0, 2] } },
    ],
  });
}

/** [N, T, F] to [N, 1]: a linear layer and a sigmoid over the last hidden state. */
export function scoreModel(lstm: Lstm, batch: number | string = "N"): Uint8Array {
  const { windows, features, hidden } = lstm.shape;
  const column = lstm.out.filter((_, i) => i % features === 0);
  return onnxModel({
    input: { name: "windows", dims: [batch, windows, features] },
    output: { name: "score", dims: [batch, 1] },
    constants: {
      ...lstmConstants(lstm),
      out: { dims: [hidden, 1], values: column },
      outBias: { dims: [1], values: lstm.outBias.subarray(0, 1) },
      zero: { dims: [1], values: [0n] },
    },
    nodes: [
      ...lstmNodes(lstm, ["", "last", ""]),
      { op: "Squeeze", inputs: ["last", "zero"], outputs: ["hidden"] },
      { op: "MatMul", inputs: ["hidden", "out"], outputs: ["weighted"] },
      { op: "Add", inputs: ["weighted", "outBias"], outputs: ["logit"] },
      { op: "Sigmoid", inputs: ["logit"], outputs: ["score"] },
    ],
  });
}

function lstmConstants({ shape: { features, hidden }, w, r, b }: Lstm): Readonly<Record<string, Tensor>> {
  return {
    w: { dims: [1, 4 * hidden, features], values: w },
    r: { dims: [1, 4 * hidden, hidden], values: r },
    b: { dims: [1, 8 * hidden], values: b },
  };
}

/** ONNX' LSTM wants time first. */
function lstmNodes({ shape: { hidden } }: Lstm, outputs: readonly string[]): readonly Node[] {
  return [
    { op: "Transpose", inputs: ["windows"], outputs: ["timeFirst"], ints: { perm: [1, 0, 2] } },
    { op: "LSTM", inputs: ["timeFirst", "w", "r", "b"], outputs, ints: { hidden_size: hidden } },
  ];
}

/** The hidden state after each window of one sequence: the equations of ONNX' operator LSTM. */
export function hiddenStates({ shape, w, r, b }: Lstm, sequence: Float32Array): readonly Float64Array[] {
  const { windows, features, hidden } = shape;
  let [state, cell] = [new Float64Array(hidden), new Float64Array(hidden)];
  return Array.from({ length: windows }, (_, time) => {
    const x = sequence.subarray(time * features, (time + 1) * features);
    const gate = (number: number, unit: number): number => {
      const row = number * hidden + unit;
      return dot(w, row * features, x) + dot(r, row * hidden, state) + b[row]! + b[4 * hidden + row]!;
    };
    const units = Float64Array.from({ length: hidden }, (_, unit) => unit);
    const nextCell = units.map(
      (unit) => sigmoid(gate(2, unit)) * cell[unit]! + sigmoid(gate(0, unit)) * Math.tanh(gate(3, unit)),
    );
    state = units.map((unit) => sigmoid(gate(1, unit)) * Math.tanh(nextCell[unit]!));
    cell = nextCell;
    return state;
  });
}

/** What `reconstructionModel` answers to one sequence, [T, F]. */
export function reconstruct(lstm: Lstm, sequence: Float32Array): readonly number[] {
  const { features } = lstm.shape;
  return hiddenStates(lstm, sequence).flatMap((state) =>
    Array.from({ length: features }, (_, feature) => output(lstm, state, feature)),
  );
}

/** What `scoreModel` answers to one sequence. */
export function scoreOf(lstm: Lstm, sequence: Float32Array): number {
  return sigmoid(output(lstm, hiddenStates(lstm, sequence).at(-1)!, 0));
}

function output({ shape: { features }, out, outBias }: Lstm, state: Float64Array, feature: number): number {
  return state.reduce((sum, value, unit) => sum + value * out[unit * features + feature]!, outBias[feature]!);
}

function dot(matrix: Float32Array, from: number, x: Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += matrix[from + i]! * x[i]!;
  return sum;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
