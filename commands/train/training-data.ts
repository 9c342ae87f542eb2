/** Reads what a model of node health is trained on: windows of nodes, as JSON lines or CSV. */

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { PicketError } from "../../errors/picket-error.ts";
import type { Rows } from "../../models/grow-isolation-tree.ts";
import { number, problemOf } from "../../proto/codecs/json-values.ts";

export interface TrainingData {
  /** Of the wanted features, those that some row has. */
  readonly names: readonly string[];
  /** In the order of `names`; NaN where a feature is missing. */
  readonly rows: Rows;
  /** Rows without each feature. */
  readonly missing: readonly number[];
  /** Windows that are left out: told before they were over, which come again whole, and without any of the features. */
  readonly early: number;
  readonly empty: number;
}

/** What a line holds: one number a wanted feature, NaN where it is missing; or a window told early. */
type ReadLine = (line: string) => Float64Array | "early";

/**
 * @param file JSON lines as `node-health` or `picket tail --json` has them, or where its name ends in .csv, CSV with a header of names.
 * @param wanted names of features; what else a line holds is ignored.
 * @throws PicketError `TRAINING_DATA_INVALID`, with the line.
 */
export async function readTrainingData(file: string, wanted: readonly string[]): Promise<TrainingData> {
  let readLine: ReadLine | undefined = file.endsWith(".csv") ? undefined : (line) => readJson(line, wanted);
  const rows: Float64Array[] = [];
  const leftOut = { early: 0, empty: 0 };
  let at = 0;
  for await (const line of linesOf(file)) {
    at++;
    if (line.trim() === "") continue;
    try {
      if (readLine === undefined) {
        readLine = csvReader(line, wanted);
        continue;
      }
      const row = readLine(line);
      if (row === "early") leftOut.early++;
      else if (row.every(Number.isNaN)) leftOut.empty++;
      else rows.push(row);
    } catch (cause) {
      throw cause instanceof Error ? invalid(file, `line ${at}: ${cause.message}`, cause.cause) : cause;
    }
  }
  return { ...collected(file, rows, wanted), ...leftOut };
}

async function* linesOf(file: string): AsyncGenerator<string, void> {
  try {
    yield* createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  } catch (cause) {
    throw invalid(file, "it cannot be read", cause);
  }
}

const healthSchema = z.object({
  features: z.record(z.string(), number.nullable()).optional(),
  isEarly: z.boolean().optional(),
});
/** As `picket tail --json` shows a record. */
const recordSchema = z.object({ value: z.record(z.string(), z.unknown()) });

function readJson(line: string, wanted: readonly string[]): Float64Array | "early" {
  const json = parsed(line);
  const record = recordSchema.safeParse(json);
  const { data, error } = healthSchema.safeParse(record.success ? record.data.value : json);
  if (error !== undefined) throw new Error(problemOf(error));
  if (data.isEarly === true) return "early";
  return Float64Array.from(wanted, (name) => checked(name, data.features?.[name] ?? NaN));
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new Error("it is no JSON", { cause });
  }
}

/** Cells without quotes, which numbers and names of nodes do not need. */
function csvReader(header: string, wanted: readonly string[]): ReadLine {
  const columns = cellsOf(header);
  const places = wanted.map((name) => columns.indexOf(name));
  if (places.every((place) => place === -1)) throw new Error(`no column is a feature: ${columns.join(", ")}`);
  return (line) => {
    const cells = cellsOf(line);
    if (cells.length !== columns.length) throw new Error(`${cells.length} cells under ${columns.length} columns`);
    return Float64Array.from(wanted, (name, i) => checked(name, numberOf(name, cells[places[i]!] ?? "")));
  };
}

function cellsOf(line: string): readonly string[] {
  return line.split(",").map((cell) => cell.trim());
}

function numberOf(name: string, cell: string): number {
  if (cell === "" || cell === "NaN") return NaN;
  const value = Number(cell);
  if (!Number.isFinite(value)) throw new Error(`${name} is no number: ${JSON.stringify(cell)}`);
  return value;
}

function checked(name: string, value: number): number {
  if (Math.abs(value) === Infinity) throw new Error(`${name} is infinite`);
  if (value < 0) throw new Error(`${name} is ${value}: no feature of a node is negative`);
  return value;
}

function collected(
  file: string,
  rows: readonly Float64Array[],
  wanted: readonly string[],
): Omit<TrainingData, "early" | "empty"> {
  const missing = wanted.map((_, i) => rows.filter((row) => Number.isNaN(row[i])).length);
  const there = [...wanted.keys()].filter((i) => missing[i]! < rows.length);
  if (rows.length < leastRows) {
    const asked = `with any of ${wanted.join(", ")}`;
    throw invalid(file, `${rows.length} windows ${asked} are too few, at least ${leastRows} are needed`);
  }
  const values = new Float64Array(rows.length * there.length);
  for (const [at, row] of rows.entries()) {
    for (const [place, i] of there.entries()) values[at * there.length + place] = row[i]!;
  }
  return {
    names: there.map((i) => wanted[i]!),
    rows: { values, size: there.length },
    missing: there.map((i) => missing[i]!),
  };
}

/** Fewer say nothing of what is usual. */
const leastRows = 100;

function invalid(file: string, problem: string, cause?: unknown): PicketError {
  return new PicketError("TRAINING_DATA_INVALID", `${file}: ${problem}.`, { cause });
}
