/** The settings of the enforcer that are not policy: where the policy is, who leads, which requests are too old to follow. */

import { z } from "zod";
import { duration, readableFile, text } from "./kinds.ts";
import { type Kind, optionalSetting, setting } from "./setting.ts";

const objectName: Kind<string> = {
  expected: "a name as Kubernetes has them: up to 63 small letters, digits and '-', a letter or digit first and last",
  schema: z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/),
};

export const enforcerSettings = z.object({
  policy: optionalSetting(readableFile, {
    variable: "PICKET_POLICY",
    unset: "every guard rail at its default, in the mode dry-run",
    help: "YAML file of what the enforcer may do.",
    common: true,
  }),
  leaseName: setting(objectName, {
    variable: "PICKET_LEASE_NAME",
    default: "picket-enforcer",
    help: "The Lease by which replicas agree on the one that acts.",
  }),
  leaseNamespace: optionalSetting(objectName, {
    variable: "PICKET_LEASE_NAMESPACE",
    unset: "that of the pod, or of the kubeconfig's context",
    help: "Where the Lease lies, and Jobs that name no namespace.",
  }),
  leaseDurationMs: setting(duration(3000, 3_600_000), {
    variable: "PICKET_LEASE_DURATION",
    default: "12s",
    help: "How long the others wait for a leader that is gone; a leader that cannot renew stops a third earlier.",
  }),
  identity: optionalSetting(text, {
    variable: "PICKET_REPLICA",
    unset: "the host name",
    help: "The name of this replica in the Lease and in events; something of chance is added, so that no two are one.",
  }),
  maxRequestLifetimeMs: setting(duration(1000, 86_400_000), {
    variable: "PICKET_REQUEST_MAX_LIFETIME",
    default: "1h",
    help: "Requests that may be begun for longer than this, from requestedAt to notAfter, are refused.",
  }),
  maxRequestAheadMs: setting(duration(0, 3_600_000), {
    variable: "PICKET_REQUEST_MAX_AHEAD",
    default: "30s",
    help: "Requests that are dated further ahead of this machine's clock are refused.",
  }),
});
