/** What every command gets beside its settings and options. */

import type { Environment, Flags } from "../config/given.ts";
import type { Logger } from "../telemetry/logger.ts";

export interface CommandContext {
  readonly environment: Environment;
  readonly flags: Flags;
  readonly logger: Logger;
  /** Picket's own, as in package.json. */
  readonly version: string;
}
