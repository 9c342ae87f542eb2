/** What one process holds of the embedded log: the Log port on a MemoryCluster. */

import { PicketError } from "../../errors/picket-error.ts";
import { createPartitioner } from "../partitioner.ts";
import type {
  Assignment,
  FetchedPartition,
  FetchLimits,
  GroupMember,
  GroupOptions,
  Log,
  LogReader,
  LogWriter,
  OutputRecord,
  Position,
  TopicPartition,
  TopicSpec,
  TransactionalProducer,
} from "../port.ts";
import type { MemoryCluster } from "./cluster.ts";
import type { MemberState, MemoryGroup } from "./group.ts";

export class MemoryLog implements Log {
  readonly #cluster: MemoryCluster;
  readonly #opened = new Set<MemoryHandle>();
  #closed: "closed" | "crashed" | undefined;

  constructor(cluster: MemoryCluster) {
    this.#cluster = cluster;
  }

  async ready(): Promise<void> {
    this.#check();
  }

  async partitionCounts(topics: readonly string[]): Promise<readonly (number | undefined)[]> {
    this.#check();
    return topics.map((topic) => this.#cluster.partitionCount(topic));
  }

  async topicIds(topics: readonly string[]): Promise<readonly (string | undefined)[]> {
    this.#check();
    return topics.map((topic) => this.#cluster.topicId(topic));
  }

  async createTopics(topics: readonly TopicSpec[]): Promise<void> {
    this.#check();
    for (const topic of topics) this.#cluster.createTopic(topic);
  }

  async join(options: GroupOptions): Promise<GroupMember> {
    return this.#open(new MemoryMember(this.#cluster, options));
  }

  async reader(): Promise<LogReader> {
    return this.#open(new MemoryReader(this.#cluster));
  }

  async producer(transactionalId: string): Promise<TransactionalProducer> {
    return this.#open(new MemoryProducer(this.#cluster, transactionalId));
  }

  async writer(): Promise<LogWriter> {
    return this.#open(new MemoryWriter(this.#cluster));
  }

  async close(): Promise<void> {
    this.#end("closed");
  }

  /** See MemoryCluster.crash. */
  crash(): void {
    this.#end("crashed");
  }

  #end(how: "closed" | "crashed"): void {
    this.#closed ??= how;
    for (const handle of this.#opened) handle.end();
    this.#cluster.written.ring();
  }

  #open<Handle extends MemoryHandle>(handle: Handle): Handle {
    this.#opened.add(handle);
    if (this.#closed !== undefined) handle.end();
    this.#check();
    return handle;
  }

  #check(): void {
    if (this.#closed === "crashed") throw new PicketError("LOG_UNAVAILABLE", "This process has crashed.");
    if (this.#closed === "closed") throw closedError();
  }
}

/** Whatever a process opens: usable until it is closed or the process ends. */
abstract class MemoryHandle {
  protected readonly cluster: MemoryCluster;
  protected ended = false;

  constructor(cluster: MemoryCluster) {
    this.cluster = cluster;
  }

  async close(): Promise<void> {
    this.end();
    this.cluster.written.ring();
  }

  end(): void {
    this.ended = true;
  }

  protected check(): void {
    if (this.ended) throw closedError();
  }
}

class MemoryReader extends MemoryHandle implements LogReader {
  /** Which position goes first, so that a full answer does not starve the last ones. */
  #turn = 0;

  async fetch(from: readonly Position[], { maxBytes, maxWaitMs }: FetchLimits): Promise<readonly FetchedPartition[]> {
    this.check();
    const deadline = performance.now() + maxWaitMs;
    for (;;) {
      const answer = this.#read(from, maxBytes);
      // A position may move without a record, past a transaction's marker: that is worth an answer too.
      const moved = answer.some(({ nextOffset }, index) => nextOffset !== from[index]?.offset);
      const left = deadline - performance.now();
      if (moved || left <= 0) return answer;
      await this.cluster.written.wait(left);
      this.check();
    }
  }

  async startOffsets(of: readonly TopicPartition[]): Promise<readonly number[]> {
    this.check();
    return of.map((partition) => this.cluster.partition(partition).startOffset);
  }

  async endOffsets(of: readonly TopicPartition[]): Promise<readonly number[]> {
    this.check();
    return of.map((partition) => this.cluster.partition(partition).endOffset);
  }

  #read(from: readonly Position[], maxBytes: number): FetchedPartition[] {
    const answer: FetchedPartition[] = [];
    let left = maxBytes;
    this.#turn += 1;
    for (let i = 0; i < from.length; i += 1) {
      const index = (this.#turn + i) % from.length;
      const position = from[index];
      if (position === undefined) continue;
      const fetched = this.#readPartition(position, left);
      left -= fetched.bytes;
      answer[index] = fetched;
    }
    return answer;
  }

  #readPartition({ topic, partition, offset }: Position, maxBytes: number): FetchedPartition {
    const log = this.cluster.partition({ topic, partition });
    const { startOffset, endOffset } = log;
    if (offset < startOffset || offset > endOffset) {
      throw new PicketError(
        "LOG_OFFSET_OUT_OF_RANGE",
        `Offset ${offset} of ${topic}, partition ${partition}, is not in the log (${startOffset} to ${endOffset}).`,
        { context: { topic, partition, offset, startOffset, endOffset } },
      );
    }
    const read = maxBytes > 0 ? log.read(offset, maxBytes) : { records: [], nextOffset: offset, bytes: 0 };
    return { topic, partition, ...read, startOffset, endOffset };
  }
}

class MemoryMember extends MemoryReader implements GroupMember {
  readonly #group: MemoryGroup;
  readonly #state: MemberState;

  constructor(cluster: MemoryCluster, { groupId, topics, instanceId }: GroupOptions) {
    super(cluster);
    this.#group = cluster.group(groupId);
    this.#state = this.#group.join(topics, instanceId);
  }

  get assignment(): Assignment | undefined {
    return this.#state.assignment;
  }

  async assignmentChanged(seen: Assignment | undefined, timeoutMs: number): Promise<void> {
    const { assignment, changed, fenced } = this.#state;
    if (assignment === seen && !fenced && !this.ended) await changed.wait(timeoutMs);
    this.#checkFenced();
  }

  async committed(of: readonly TopicPartition[]): Promise<readonly (number | undefined)[]> {
    this.check();
    return of.map((partition) => this.#group.committed(partition));
  }

  override end(): void {
    super.end();
    this.#group.leave(this.#state);
  }

  protected override check(): void {
    super.check();
    this.#checkFenced();
  }

  #checkFenced(): void {
    if (this.#state.fenced) {
      throw new PicketError("PRODUCER_FENCED", `Another process runs as instance ${this.#state.instanceId}.`, {
        context: { instanceId: this.#state.instanceId },
      });
    }
  }
}

class MemoryProducer extends MemoryHandle implements TransactionalProducer {
  readonly #transactionalId: string;
  readonly #epoch: number;
  readonly #partitioner = createPartitioner();

  constructor(cluster: MemoryCluster, transactionalId: string) {
    super(cluster);
    this.#transactionalId = transactionalId;
    this.#epoch = cluster.openProducer(transactionalId);
  }

  async transact(outputs: readonly OutputRecord[], offsets: readonly Position[], owner: Assignment): Promise<void> {
    // A turn of the event loop between the call and the effect, as with any network: a crash or a kick may come between.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    this.check();
    const transactionalId = this.#transactionalId;
    if (this.cluster.isFenced(transactionalId, this.#epoch)) {
      throw new PicketError("PRODUCER_FENCED", `Another process runs under the transactional id ${transactionalId}.`, {
        context: { transactionalId },
      });
    }
    const fault = this.cluster.takeFault(transactionalId);
    if (fault !== "before") this.cluster.transact(outputs, offsets, owner, this.#partitioner);
    if (fault !== undefined) {
      throw new PicketError("TRANSACTION_ABORTED", "The outcome of the transaction is unknown.", {
        context: { transactionalId },
      });
    }
  }
}

class MemoryWriter extends MemoryHandle implements LogWriter {
  readonly #partitioner = createPartitioner();

  async write(records: readonly OutputRecord[]): Promise<void> {
    this.check();
    this.cluster.append(records, this.#partitioner);
    this.cluster.written.ring();
  }
}

function closedError(): PicketError {
  return new PicketError("LOG_UNAVAILABLE", "This part of the log is closed.");
}
