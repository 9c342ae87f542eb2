/** What of a node's last minute decides whether later things are noticed. */

import type { ByteReader, ByteWriter } from "../../proto/bytes.ts";
import { ProcessRates } from "./process-rates.ts";
import { RecentNames } from "./recent-names.ts";

export class Recent {
  /** `actor name` of files that were fetched or made executable. */
  readonly brought = new RecentNames();
  /** Actors that packed archives and handed them on. */
  readonly archiving = new RecentNames();
  /** Actors whose processes were noticed. */
  readonly noticed = new RecentNames();
  readonly rates = new ProcessRates();

  write(to: ByteWriter): void {
    for (const part of this.#parts()) part.write(to);
  }

  read(from: ByteReader): void {
    for (const part of this.#parts()) part.read(from);
  }

  #parts(): readonly (RecentNames | ProcessRates)[] {
    return [this.brought, this.archiving, this.noticed, this.rates];
  }
}
