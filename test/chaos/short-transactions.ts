/**
 * Lets a Picket process's transactions time out soon: what a killed one has left open hides what comes after it until then.
 * Loaded before the program (`node --import`).
 */

import { KafkaProducer } from "../../log/kafka/producer.ts";

const timeoutMs = 3000;

const open = KafkaProducer.open.bind(KafkaProducer);
KafkaProducer.open = (transactionalId, options) =>
  open(transactionalId, { ...options, transactionTimeoutMs: timeoutMs });
