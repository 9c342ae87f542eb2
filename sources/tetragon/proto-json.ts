/**
 * Reads the fields of messages in proto3's JSON (https://protobuf.dev/programming-guides/json): what is omitted or null has
 * its default, 64-bit numbers may be text. It never throws: after the first field that has no value of its type, `problem` is set.
 */

import { Rejection } from "../../topology/rejection.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

const maxUint32 = 2 ** 32 - 1;
const maxUint64 = 2n ** 64n - 1n;
const wholeNumber = /^\d{1,20}$/;

export class FieldReader {
  problem: Rejection | undefined = undefined;

  text(value: unknown, field: string): string {
    if (typeof value === "string") return value;
    if (!isOmitted(value)) this.#fail(field, "text");
    return "";
  }

  object(value: unknown, field: string): JsonObject {
    if (isObject(value)) return value;
    this.#fail(field, "an object");
    return {};
  }

  /** @returns `undefined` where the field is omitted or null. */
  optionalObject(value: unknown, field: string): JsonObject | undefined {
    return isOmitted(value) ? undefined : this.object(value, field);
  }

  /** @returns the objects of a list. */
  objects(value: unknown, field: string): readonly JsonObject[] {
    if (isOmitted(value)) return [];
    if (Array.isArray(value) && value.every(isObject)) return value;
    this.#fail(field, "a list of objects");
    return [];
  }

  /** A uint32, as a number or as text. */
  uint32(value: unknown, field: string): number {
    return this.optionalUint32(value, field) ?? 0;
  }

  /** A google.protobuf.UInt32Value: what is omitted is not 0. */
  optionalUint32(value: unknown, field: string): number | undefined {
    const number = this.#whole(value, field);
    if (number === undefined || number <= maxUint32) return number;
    this.#outOfRange(field, "uint32");
    return undefined;
  }

  /** @returns the nearest double of a uint64. */
  uint64(value: unknown, field: string): number {
    return this.#whole(value, field) ?? 0;
  }

  /** @returns `undefined` where the field is omitted or null, and where it is no whole number from 0 to 2^64 - 1. */
  #whole(value: unknown, field: string): number | undefined {
    if (isOmitted(value)) return undefined;
    if (typeof value === "string" && wholeNumber.test(value)) {
      if (BigInt(value) <= maxUint64) return Number(value);
    } else if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 2 ** 64) return value;
    if (typeof value === "string" || typeof value === "number") this.#outOfRange(field, "uint64");
    else this.#fail(field, "a number");
    return undefined;
  }

  #fail(field: string, expected: string): void {
    this.problem ??= new Rejection("malformed", `${field} is not ${expected}`);
  }

  #outOfRange(field: string, type: string): void {
    this.problem ??= new Rejection("number_invalid", `${field} is no ${type}`);
  }
}

/** Omitted, or null, which stands for its default too. */
export function isOmitted(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
