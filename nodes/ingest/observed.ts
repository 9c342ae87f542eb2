/** What one record told: observations, each of its own node, and what of it could not be read. */

import type { Rejection } from "../../topology/rejection.ts";
import type { NamedObservation } from "../observation.ts";

export type Observed = readonly (NamedObservation | Rejection)[];
