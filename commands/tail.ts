/** `picket tail`: what is written to a topic, as people or programs like to read it. Only what was committed. */

import type { Settings } from "../config/settings.ts";
import { deadLetterView } from "../console/tail/dead-letter-view.ts";
import { observationView, windowView } from "../console/tail/event-view.ts";
import { frameView } from "../console/tail/frame-view.ts";
import { messageView } from "../console/tail/message-view.ts";
import { rawView } from "../console/tail/raw-view.ts";
import type { TopicRecord, View } from "../console/tail/view.ts";
import { anomalyText } from "../console/terminal/anomaly.ts";
import { cordonRequestText } from "../console/terminal/cordon-request.ts";
import { nodeHealthText } from "../console/terminal/node-health.ts";
import { outcomeText } from "../console/terminal/outcome.ts";
import { paletteFor } from "../console/terminal/palette.ts";
import { anomalyFormats } from "../proto/codecs/anomaly-format.ts";
import { cordonRequestFormats } from "../proto/codecs/cordon-request-format.ts";
import { outcomeFormats } from "../proto/codecs/enforcement-outcome-format.ts";
import { nodeHealthFormats } from "../proto/codecs/node-health-format.ts";
import type { CommandContext } from "./context.ts";
import { follow } from "./follow.ts";
import { openLog } from "./open-log.ts";
import { Pipe } from "./pipe.ts";
import { processSurroundings } from "./surroundings.ts";
import type { Surroundings } from "./surroundings.ts";
import { topicsByName } from "./topics-by-name.ts";

export interface TailOptions {
  /** A topic's real name, or what Picket calls it, such as `dead-letters` or `by-container`. Left out: `anomalies`. */
  readonly topic?: string;
  /** One JSON object a line. */
  readonly json?: boolean;
  readonly fromBeginning?: boolean;
  /** Ends where the topic ends now; reads from the beginning, since from the end there would be nothing. */
  readonly untilEnd?: boolean;
}

/** Ends with `untilEnd`, when `surroundings.stop` aborts, and when nobody reads what it writes any more. */
export async function tail(
  settings: Settings,
  options: TailOptions,
  context: CommandContext,
  surroundings: Surroundings = processSurroundings(),
): Promise<void> {
  const { topic: name = "anomalies" } = options;
  const topic = new Map(Object.entries(topicsByName(settings))).get(name) ?? name;
  const view = viewOf(settings, topic);
  const palette = paletteFor(surroundings.stdout);
  const print = (record: TopicRecord): string =>
    options.json === true
      ? view
          .json(record)
          .map((line) => `${JSON.stringify(line)}\n`)
          .join("")
      : `${view.text(record, palette)}\n`;
  const pipe = new Pipe(surroundings.stdout);
  const stop = AbortSignal.any([surroundings.stop, pipe.broken]);
  const log = await openLog(settings, context, surroundings);
  if (log === undefined) return;
  try {
    const from = { topic, fromBeginning: options.fromBeginning === true || options.untilEnd === true };
    const until = { untilEnd: options.untilEnd === true, stop };
    for await (const { partition, records } of follow(log, { ...from, ...until }, context, surroundings.clock)) {
      await pipe.write(records.map((record) => print({ ...record, topic, partition })).join(""));
    }
  } finally {
    await log.close();
  }
}

function viewOf({ topics, processing }: Settings, topic: string): View {
  if (topic === topics.anomalies) return messageView(anomalyFormats, anomalyText);
  if (topic === topics.deadLetters) return deadLetterView;
  if (topic === topics.nodeHealth) return messageView(nodeHealthFormats, nodeHealthText);
  if (topic === topics.cordonRequests) return messageView(cordonRequestFormats, cordonRequestText);
  if (topic === topics.enforcementOutcomes) return messageView(outcomeFormats, outcomeText);
  if (topic === topics.byNode) return frameView(observationView);
  if (topic === topics.byGroup || topic === topics.nodeWindows) return frameView(windowView);
  return topic.startsWith(`${processing.applicationId}.`) ? frameView() : rawView;
}
