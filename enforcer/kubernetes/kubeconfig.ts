/** Where the API server is and who we are: from a kubeconfig file, or in a pod from its service account. */

import { KubeConfig } from "@kubernetes/client-node";
import { PicketError } from "../../errors/picket-error.ts";

export interface KubeconfigOptions {
  /** A file; left out: what KUBECONFIG names, `~/.kube/config`, or the service account of the pod, whichever is there first. */
  readonly kubeconfig?: string | undefined;
  /** One of the kubeconfig; left out: its current one. */
  readonly context?: string | undefined;
}

/** @throws PicketError `SETTINGS_INVALID` */
export function loadKubeconfig({ kubeconfig, context }: KubeconfigOptions): KubeConfig {
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(`The kubeconfig ${kubeconfig ?? ""} cannot be read: ${reason}`, error);
  }
  if (context !== undefined) config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    const known = config.getContexts().map(({ name }) => name);
    throw invalid(
      `The kubeconfig has no cluster for the context ${config.getCurrentContext()}; it has ${known.join(", ")}.`,
    );
  }
  if (cluster.server === libraryFallback)
    throw invalid("There is no kubeconfig, and this is no pod with a service account; name a file with --kubeconfig.");
  return config;
}

/** Where the library looks when it finds nothing; it would refuse to speak to it, as it has no TLS. */
const libraryFallback = "http://localhost:8080";

function invalid(message: string, cause?: unknown): PicketError {
  return new PicketError("SETTINGS_INVALID", message, { cause });
}
