/** Where servers that tests start are kept once they are downloaded or built: in the user's cache. */

import { homedir } from "node:os";
import path from "node:path";

export const cacheDirectory = path.join(process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"), "picket");
