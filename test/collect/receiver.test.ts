/** The receiver of remote write: what it answers, and that what it answered well for is in the log. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { connect } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { snappyCompress } from "hysnappy";
import { Outlet } from "../../collect/outlet.ts";
import { Receiver, type ReceiverOptions } from "../../collect/remote-write/receiver.ts";
import { Tokens } from "../../collect/remote-write/tokens.ts";
import { Tally } from "../../collect/tally.ts";
import { PicketError } from "../../errors/picket-error.ts";
import type { LogWriter, OutputRecord } from "../../log/port.ts";
import { systemClock } from "../../runtime/clock.ts";
import { encodeRemoteWrite1, encodeRemoteWrite2, type PlainSeries } from "../../sources/prometheus/encode.ts";
import { noCollectorMetrics } from "../../telemetry/collection.ts";
import { silentLogger } from "../../telemetry/logger.ts";
import { seriesOf } from "./series.ts";

const time = 1_767_225_600_123;

const cpu: PlainSeries = {
  labels: { __name__: "node_cpu_seconds_total", cpu: "0", instance: "10.0.0.1:9100", mode: "idle", node: "worker-1" },
  samples: [{ value: 12.5, time }],
};
const memory: PlainSeries = {
  labels: { __name__: "node_memory_MemTotal_bytes", node: "worker-2" },
  samples: [{ value: 8e9, time }],
};
const load: PlainSeries = { labels: { __name__: "node_load1", node: "worker-1" }, samples: [{ value: 1, time }] };

/** A log that keeps what is written, and can be made to fail or to hang. */
class Kept implements LogWriter {
  readonly records: OutputRecord[] = [];
  answer: () => Promise<void> = async () => {};

  async write(records: readonly OutputRecord[]): Promise<void> {
    await this.answer();
    this.records.push(...records);
  }

  async close(): Promise<void> {}
}

const stops: (() => Promise<void>)[] = [];
after(async () => Promise.all(stops.map((stop) => stop())));

async function receiver(options: Partial<ReceiverOptions> & { bufferBytes?: number } = {}) {
  const writer = new Kept();
  const outlet = new Outlet({
    writer,
    clock: systemClock,
    logger: silentLogger,
    batchBytes: 2 ** 20,
    lingerMs: 0,
    bufferBytes: options.bufferBytes ?? 2 ** 20,
    onRefused: () => {},
  });
  const stop = new AbortController();
  const tally = new Tally(noCollectorMetrics);
  const running = new Receiver({
    host: "127.0.0.1",
    port: 0,
    topic: "node-metrics",
    identity: { label: "node" },
    maxBytes: 2 ** 20,
    maxRequests: 8,
    timeoutMs: 2000,
    outlet,
    clock: systemClock,
    tally,
    metrics: noCollectorMetrics,
    ...options,
  });
  const port = await running.open();
  const ended = running.run(stop.signal);
  stops.push(async () => {
    outlet.close();
    stop.abort();
    await ended;
  });
  const post = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = v1, more: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}/api/v1/write`, { method: "POST", body, headers, ...more });
  return { writer, outlet, tally, port, post, stop, ended };
}

const v1 = { "content-type": "application/x-protobuf", "content-encoding": "snappy" };
const v2 = { ...v1, "content-type": "application/x-protobuf;proto=io.prometheus.write.v2.Request" };

function packed(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(snappyCompress(bytes));
}

describe("a request that is read", () => {
  for (const [name, headers, encode] of [
    ["1.0", v1, encodeRemoteWrite1],
    [
      "1.0 by its full name",
      { ...v1, "content-type": "application/x-protobuf; proto=prometheus.WriteRequest" },
      encodeRemoteWrite1,
    ],
    ["1.0 without headers", {}, encodeRemoteWrite1],
    ["2.0", v2, encodeRemoteWrite2],
  ] as const) {
    it(`of version ${name} is in the log, a record a node, when it is answered`, async () => {
      const { writer, post, tally } = await receiver();
      const { status, headers: answer } = await post(packed(encode([cpu, memory, load])), headers);
      assert.equal(status, 204);
      assert.equal(answer.get("x-prometheus-remote-write-samples-written"), "3", "what is passed over counts as well");
      assert.equal(answer.get("x-prometheus-remote-write-histograms-written"), "0");
      assert.equal(answer.get("x-prometheus-remote-write-exemplars-written"), "0");
      assert.deepEqual(
        writer.records.map(({ topic, key, headers: [header] }) => [topic, String(key), header?.join()]),
        ["worker-1", "worker-2"].map((node) => ["node-metrics", node, "content-type,application/x-protobuf"]),
      );
      const { instance, ...kept } = cpu.labels;
      assert.equal(instance, "10.0.0.1:9100");
      assert.deepEqual(writer.records.flatMap(seriesOf), [{ labels: kept, samples: cpu.samples }, memory]);
      assert.deepEqual(tally.take(), { written: 2, lost: {} });
    });
  }

  it("hands its trace on", async () => {
    const { writer, post } = await receiver();
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    await post(packed(encodeRemoteWrite1([cpu])), { ...v1, traceparent, tracestate: "a=b" });
    await post(packed(encodeRemoteWrite1([cpu])), { ...v1, traceparent: "nonsense", tracestate: "a=b" });
    const traces = writer.records.map(({ headers }) =>
      headers.slice(1).map(([name, value]) => `${name}: ${String(value)}`),
    );
    assert.deepEqual(traces, [[`traceparent: ${traceparent}`, "tracestate: a=b"], []]);
  });

  it("that has nothing for us is answered without a record", async () => {
    const { writer, post } = await receiver();
    assert.equal((await post(packed(encodeRemoteWrite1([load])))).status, 204);
    assert.deepEqual(writer.records, []);
  });

  it("names its nodes by another label, and by a map of its values", async () => {
    const names = new Map([["10.0.0.1:9100", "worker-9"]]);
    const { writer, post } = await receiver({ identity: { label: "instance", names } });
    assert.equal((await post(packed(encodeRemoteWrite1([cpu])))).status, 204);
    assert.equal(String(writer.records[0]?.key), "worker-9");
  });

  it("with samples that are of no use is written but for those, and answered with why", async () => {
    const { writer, post, tally } = await receiver();
    const { node: _, ...nowhere } = cpu.labels;
    const negative = { ...memory, samples: [{ value: -1, time }] };
    const answer = await post(packed(encodeRemoteWrite2([{ ...cpu, labels: nowhere }, negative, cpu])), v2);
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /^2 samples are of no use.*node_cpu_seconds_total without a node in node\n$/);
    assert.equal(answer.headers.get("x-prometheus-remote-write-samples-written"), "1");
    assert.deepEqual(
      writer.records.map(({ key }) => String(key)),
      ["worker-1"],
    );
    assert.deepEqual(tally.take(), { written: 1, lost: { node_missing: 1, number_invalid: 1 } });
  });
});

describe("a request that is refused", () => {
  const body = packed(encodeRemoteWrite1([cpu]));

  for (const [what, status, headers, bytes] of [
    ["in another encoding", 415, { ...v1, "content-encoding": "zstd" }, body],
    ["of another type", 415, { ...v1, "content-type": "application/json" }, body],
    ["of a message that is not known", 415, { ...v1, "content-type": "application/x-protobuf;proto=v3" }, body],
    ["with a type that is none", 415, { ...v1, "content-type": "?" }, body],
    ["that is empty", 400, v1, new Uint8Array()],
    ["that is not snappy", 400, v1, new Uint8Array([5, 255, 255, 255])],
    ["that is no protobuf", 400, v1, packed(Buffer.from("no protobuf at all"))],
    ["that is a bomb", 413, v1, new Uint8Array([0x80, 0x80, 0x80, 0x80, 0x08, 0, 0])],
    ["that is too long", 413, v1, new Uint8Array(2 ** 20 + 1)],
  ] as const) {
    it(`${what} gets ${status}, and nothing is written`, async () => {
      const { writer, post } = await receiver();
      assert.equal((await post(bytes, headers)).status, status);
      assert.deepEqual(writer.records, []);
    });
  }

  it("because it is too long, without a length in front, gets 413", async () => {
    const { post } = await receiver({ maxBytes: 1000 });
    const chunks = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(600)),
    });
    const answer = await post(new Uint8Array(), v1, { body: chunks, duplex: "half" });
    assert.equal(answer.status, 413);
  });

  it("at another path or by another method is told so", async () => {
    const { port } = await receiver();
    const base = `http://127.0.0.1:${port}`;
    assert.equal((await fetch(`${base}/api/v1/read`, { method: "POST" })).status, 404);
    const got = await fetch(`${base}/api/v1/write`);
    assert.deepEqual([got.status, got.headers.get("allow")], [405, "POST"]);
  });

  it("without a token that is known gets 401", async (t) => {
    const directory = await mkdtemp(path.join(tmpdir(), "picket-tokens-"));
    t.after(() => rm(directory, { recursive: true }));
    const file = path.join(directory, "tokens");
    await writeFile(file, "# senders\nold-token\n\nnew-token\n");
    const tokens = new Tokens(file, { clock: systemClock, logger: silentLogger });
    const { writer, post } = await receiver({ tokens });
    for (const authorization of ["", "Bearer", "Bearer old", "Bearer old-tokenx", "Basic old-token", "Bearer #"]) {
      const answer = await post(body, { ...v1, authorization });
      assert.deepEqual([answer.status, answer.headers.get("www-authenticate")], [401, "Bearer"], authorization);
    }
    assert.deepEqual(writer.records, []);
    for (const token of ["old-token", "new-token"]) {
      assert.equal((await post(body, { ...v1, authorization: `Bearer ${token}` })).status, 204);
    }
  });

  it("because its body does not arrive gets 408", async () => {
    const { port } = await receiver({ timeoutMs: 100 });
    const socket = connect(port, "127.0.0.1");
    socket.write("POST /api/v1/write HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc");
    const [answer] = await once(socket, "data");
    assert.match(String(answer), /^HTTP\/1.1 408 /);
    socket.destroy();
  });
});

describe("a request that is put off", () => {
  const body = packed(encodeRemoteWrite1([cpu]));

  function assertPutOff(answer: Response): void {
    assert.equal(answer.status, 503);
    assert.match(answer.headers.get("retry-after") ?? "", /^\d+$/);
  }

  it("because Kafka does not answer in time is not written later", async () => {
    const { writer, post } = await receiver({ timeoutMs: 50 });
    const first = Promise.withResolvers<void>();
    writer.answer = () => first.promise;
    assertPutOff(await post(body));
    assertPutOff(await post(body));
    first.resolve();
    writer.answer = async () => {};
    assert.equal((await post(body)).status, 204);
    assert.equal(writer.records.length, 2, "the first was on its way already, the second was withdrawn");
  });

  it("because Kafka refuses is written when it takes records again, and only then answered well", async () => {
    const { writer, post, outlet } = await receiver();
    let attempts = 0;
    writer.answer = async () => {
      attempts += 1;
      if (attempts < 3) throw new PicketError("LOG_UNAVAILABLE", "away");
    };
    assert.equal((await post(body)).status, 204);
    assert.equal(attempts, 3);
    assert.equal(outlet.trouble, undefined);
  });

  it("because too much waits, or too many requests do, is put off at once", async () => {
    const { writer, post } = await receiver({ bufferBytes: 100, maxRequests: 2 });
    const first = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    writer.answer = () => {
      began.resolve();
      return first.promise;
    };
    const waiting = post(body);
    await began.promise;
    assertPutOff(await post(body));
    first.resolve();
    assert.equal((await waiting).status, 204);
  });

  it("beyond the number that may be under way", async () => {
    const { writer, post } = await receiver({ maxRequests: 1 });
    const first = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    writer.answer = () => {
      began.resolve();
      return first.promise;
    };
    const waiting = post(body);
    await began.promise;
    const answer = await post(body);
    assertPutOff(answer);
    assert.match(await answer.text(), /More than 1 request/);
    first.resolve();
    assert.equal((await waiting).status, 204);
  });
});

it("speaks TLS, and nothing else, where it has a certificate", async (t) => {
  const directory = await mkdtemp(path.join(tmpdir(), "picket-tls-"));
  t.after(() => rm(directory, { recursive: true }));
  const [certFile, keyFile] = [path.join(directory, "cert.pem"), path.join(directory, "key.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2", "-nodes"];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  execFileSync("openssl", ["req", "-x509", ...curve, ...subject, "-keyout", keyFile, "-out", certFile], {
    stdio: "ignore",
  });
  const [cert, key] = [readFileSync(certFile), readFileSync(keyFile)];
  const { writer, port, post } = await receiver({ tls: { cert, key } });
  const sending = request({ port, host: "localhost", path: "/api/v1/write", method: "POST", headers: v1, ca: cert });
  const answered = new Promise<IncomingMessage>((resolve) => sending.once("response", resolve));
  sending.end(packed(encodeRemoteWrite1([cpu])));
  const answer = await answered;
  assert.equal(answer.resume().statusCode, 204);
  await assert.rejects(post(packed(encodeRemoteWrite1([cpu]))));
  assert.equal(writer.records.length, 1);
});

it("a stop answers what is under way, and takes nothing more", async () => {
  const { writer, post, stop, ended } = await receiver();
  const first = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  writer.answer = () => {
    began.resolve();
    return first.promise;
  };
  const waiting = post(packed(encodeRemoteWrite1([cpu])));
  await began.promise;
  stop.abort();
  await assert.rejects(post(packed(encodeRemoteWrite1([cpu]))));
  first.resolve();
  assert.equal((await waiting).status, 204);
  await ended;
  assert.equal(writer.records.length, 1);
});
