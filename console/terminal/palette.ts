/** Colours by meaning. A renderer is handed a palette, so what it writes is a pure function of its arguments. */

import { styleText } from "node:util";
import type { Severity } from "../../topology/detector.ts";

export type Tone = Severity | "strong" | "quiet" | "good";

export type Palette = (tone: Tone, text: string) => string;

export const plain: Palette = (_tone, text) => text;

export const coloured: Palette = (tone, text) => styleText([...formats[tone]], text, { validateStream: false });

/** Colours where `stream` is a terminal that shows them and nobody asked otherwise (https://no-color.org, FORCE_COLOR). */
export function paletteFor(stream: NodeJS.WritableStream): Palette {
  return (tone, text) => styleText([...formats[tone]], text, { stream });
}

const formats = {
  low: ["cyan"],
  medium: ["yellow"],
  high: ["red"],
  critical: ["bold", "white", "bgRed"],
  strong: ["bold"],
  quiet: ["dim"],
  good: ["green"],
} as const satisfies Record<Tone, Parameters<typeof styleText>[0]>;
