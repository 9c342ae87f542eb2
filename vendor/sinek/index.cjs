// kafka-streams requires these names when it loads; Picket never constructs them (see runtime/chain.ts).
class Unavailable {
  constructor() {
    throw new Error("Picket gives kafka-streams its own client; sinek's clients are not installed.");
  }
}

module.exports = {
  Kafka: Unavailable,
  Drainer: Unavailable,
  PartitionDrainer: Unavailable,
  Publisher: Unavailable,
  NConsumer: Unavailable,
  NProducer: Unavailable,
};
