/** Writes ONNX models, as far as the fixtures need it: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, IR version 8. */

import protobuf from "protobufjs";

export interface Tensor {
  readonly dims: readonly number[];
  readonly values: Float32Array | readonly bigint[];
}

export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly ints?: Readonly<Record<string, number | readonly number[]>>;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly constants: Readonly<Record<string, Tensor>>;
  /** Dimensions by name are free. */
  readonly input: { readonly name: string; readonly dims: readonly (number | string)[] };
  readonly output: { readonly name: string; readonly dims: readonly (number | string)[] };
  /** Default 17. */
  readonly opset?: number;
  /** Default float32. */
  readonly inputType?: number;
}

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Model { int64 ir_version = 1; string producer_name = 2; Graph graph = 7; repeated Opset opset_import = 8; }
  message Opset { string domain = 1; int64 version = 2; }
  message Graph {
    repeated Node node = 1; string name = 2; repeated TensorProto initializer = 5;
    repeated ValueInfo input = 11; repeated ValueInfo output = 12;
  }
  message Node { repeated string input = 1; repeated string output = 2; string op_type = 4; repeated Attribute attribute = 5; }
  message Attribute { string name = 1; int64 i = 3; repeated int64 ints = 8; int32 type = 20; }
  message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
  message ValueInfo { string name = 1; Type type = 2; }
  message Type { TensorType tensor_type = 1; }
  message TensorType { int32 elem_type = 1; Shape shape = 2; }
  message Shape { repeated Dimension dim = 1; }
  message Dimension { int64 dim_value = 1; string dim_param = 2; }
`);
const model = root.lookupType("Model");

export const float32 = 1;
export const float64 = 11;
const int64 = 7;
const attribute = { int: 2, ints: 7 } as const;

export function onnxModel(graph: Graph): Uint8Array {
  return model
    .encode({
      irVersion: 8,
      producerName: "picket tests",
      opsetImport: [{ version: graph.opset ?? 17 }],
      graph: {
        name: "fixture",
        node: graph.nodes.map(({ op, inputs, outputs, ints = {} }) => ({
          opType: op,
          input: inputs,
          output: outputs,
          attribute: Object.entries(ints).map(([name, value]) =>
            typeof value === "number"
              ? { name, i: value, type: attribute.int }
              : { name, ints: value, type: attribute.ints },
          ),
        })),
        initializer: Object.entries(graph.constants).map(([name, tensor]) => constant(name, tensor)),
        input: [valueInfo(graph.input, graph.inputType ?? float32)],
        output: [valueInfo(graph.output, float32)],
      },
    })
    .finish();
}

function constant(name: string, { dims, values }: Tensor): object {
  const numbers = values instanceof Float32Array ? values : BigInt64Array.from(values);
  const rawData = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return { name, dims, dataType: values instanceof Float32Array ? float32 : int64, rawData };
}

function valueInfo({ name, dims }: Graph["input"], elemType: number): object {
  const dim = dims.map((value) => (typeof value === "number" ? { dimValue: value } : { dimParam: value }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
