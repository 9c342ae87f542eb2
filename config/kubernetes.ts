/** The settings of which cluster is meant, and in whose name. */

import { z } from "zod";
import { readableFile, text } from "./kinds.ts";
import { optionalSetting } from "./setting.ts";

export const kubernetesSettings = z.object({
  kubeconfig: optionalSetting(readableFile, {
    variable: "PICKET_KUBECONFIG",
    unset: "KUBECONFIG, ~/.kube/config, or the service account of the pod",
    help: "Which Kubernetes cluster, and how to log in, as for kubectl.",
  }),
  context: optionalSetting(text, {
    variable: "PICKET_KUBE_CONTEXT",
    unset: "the current one",
    help: "The context of the kubeconfig.",
  }),
});
