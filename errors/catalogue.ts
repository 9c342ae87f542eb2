/** Every code that a PicketError can carry, with what it means; docs/errors.md lists the same, and a test compares them. */

export const errorCatalogue = {
  SETTINGS_INVALID: "One or more settings are wrong; the message lists all of them.",
  TOPOLOGY_INVALID: "A topology is declared in a way that cannot run; the message names the step and its line.",
  EVENTS_FILE_INVALID: "A file of events is truncated, or not in the form that `picket replay` reads.",
  LOG_UNAVAILABLE: "Kafka does not answer. Picket keeps trying.",
  LOG_AUTHENTICATION:
    "Kafka refuses the credentials or the TLS handshake. Check PICKET_KAFKA_SASL_* and PICKET_KAFKA_TLS_*.",
  LOG_AUTHORIZATION: "Kafka's ACLs do not allow this principal what Picket needs.",
  LOG_UNSUPPORTED: "The broker is too old: it lacks an API that exactly-once needs.",
  LOG_TOPIC_UNKNOWN: "A topic does not exist (any more).",
  LOG_TOPIC_INVALID: "A topic exists with another shape than Picket needs, or cannot be created as configured.",
  LOG_OFFSET_OUT_OF_RANGE: "A position is no longer, or not yet, in the log.",
  RECORD_TOO_LARGE: "One record is larger than the broker takes.",
  TRANSACTION_ABORTED: "A transaction did not commit; its partitions are restored and processed again.",
  PRODUCER_FENCED: "Another process runs with this instance's transactional id (PICKET_INSTANCE_ID).",
  STOPPED: "A command was told to stop before it had done what it was asked for.",
  SHUTDOWN_TIMEOUT: "Stopping took longer than PICKET_SHUTDOWN_TIMEOUT and was forced.",
  MESSAGE_INVALID: "A message of one of Picket's own topics is not in the form that this version reads.",
  STATE_UNAVAILABLE: "The store of snapshots does not answer, or refuses to work. Picket goes on without.",
  STATE_NOT_FOUND: "The store holds no state of that name.",
  STATE_FILE_INVALID: "A file of exported states is damaged, or not what this application can take over.",
  STATE_CONFLICT: "The store holds a newer state than the one that would be imported.",
  KEY_FILE_INVALID:
    "A file of a signing key, or of a key ring, is damaged, unsafe, or not in the form that Picket reads.",
  SIGNING_KEY_MISSING:
    "A topology writes what readers act on only if it is signed, and was given no key: set PICKET_SIGNING_KEY.",
  CLUSTER_UNAVAILABLE: "The Kubernetes API server does not answer, or asks for patience. Picket keeps trying.",
  CLUSTER_CONFLICT: "An object of the cluster changed meanwhile: Picket looks again and decides again.",
  CLUSTER_NOT_FOUND: "An object of the cluster does not exist (any more).",
  CLUSTER_FORBIDDEN: "The cluster's RBAC does not allow this account what the enforcer needs.",
  CLUSTER_AUTHENTICATION: "The API server refuses the credentials, or is not the one that the certificate names.",
  CLUSTER_INVALID:
    "The API server refuses an object that Picket made, e.g. because the CRD of another version is installed.",
  LEADERSHIP_LOST:
    "Another replica of the enforcer leads now, or the lease could not be renewed: this one changes nothing.",
  MODEL_INVALID: "A model's file is damaged, or the model does not fit what is measured or how it is run.",
  MODEL_UNAVAILABLE: "A model's file cannot be read from where it should be.",
  TRAINING_DATA_INVALID: "What a model should be trained on cannot be read, or is too little.",
  SNAPSHOT_INVALID: "A model's snapshot is corrupt, or of another model or version.",
} as const satisfies Record<string, string>;

export type ErrorCode = keyof typeof errorCatalogue;
