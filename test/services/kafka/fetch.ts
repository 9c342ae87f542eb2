/** Brings the broker's jars into the cache ahead of the tests, so that the first of them does not wait for Maven. */

import { kafkaJars } from "../kafka.ts";

console.log(await kafkaJars());
