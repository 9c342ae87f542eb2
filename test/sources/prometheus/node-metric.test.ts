/** Which samples are of a node's windows, and of which node. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeMetric, type NodeIdentity } from "../../../sources/prometheus/node-metric.ts";
import type { Sample } from "../../../sources/prometheus/sample.ts";
import { Rejection } from "../../../topology/rejection.ts";

const byNode: NodeIdentity = { label: "node" };

function sample(name: string, labels: Readonly<Record<string, string>> = {}, value = 5, isStale = false): Sample {
  const known: Readonly<Record<string, string>> = {
    node: "worker-1",
    cpu: "0",
    mode: "idle",
    device: "eth0",
    ...labels,
  };
  return { name, value, time: 1000, isStale, label: (label) => known[label] || undefined };
}

function reasonOf(given: Sample, identity = byNode): string | undefined {
  const metric = nodeMetric(given, identity);
  return metric instanceof Rejection ? metric.reason : undefined;
}

describe("a node's metric", () => {
  it("is of one of five families", () => {
    const common = { node: "worker-1", time: 1000, value: 5 };
    assert.deepEqual(nodeMetric(sample("node_cpu_seconds_total"), byNode), {
      ...common,
      family: "cpu",
      cpu: "0",
      mode: "idle",
    });
    assert.deepEqual(nodeMetric(sample("node_memory_MemAvailable_bytes"), byNode), {
      ...common,
      family: "memory_available",
    });
    assert.deepEqual(nodeMetric(sample("node_memory_MemTotal_bytes"), byNode), { ...common, family: "memory_total" });
    for (const way of ["receive", "transmit"]) {
      assert.deepEqual(nodeMetric(sample(`node_network_${way}_bytes_total`), byNode), {
        ...common,
        family: `network_${way}`,
        device: "eth0",
      });
    }
  });

  it("is no other, whatever its labels and value", () => {
    assert.equal(nodeMetric(sample("node_load1", { node: "" }, NaN), byNode), undefined);
    assert.equal(nodeMetric(sample("up"), byNode), undefined);
    assert.equal(nodeMetric(sample("constructor"), byNode), undefined);
  });

  it("is not of a device whose bytes stay on the node or are counted at another", () => {
    const received = (device: string) => nodeMetric(sample("node_network_receive_bytes_total", { device }), byNode);
    for (const device of `lo veth1a2b cali123 cilium_host cilium_vxlan lxc00aa br-5d1 br0 docker0 cni0 cbr0 virbr0
      flannel.1 vxlan.calico tunl0 dummy0 kube-ipvs0 nodelocaldns ifb0 tap0 tun0 wg0`.split(/\s+/)) {
      assert.equal(received(device), undefined, device);
    }
    for (const device of ["eth0", "ens5", "enp0s3", "bond0", "eno1", "wlan0", "ib0", "broad0", "lora0", "tunnel"]) {
      assert.ok(received(device) !== undefined, device);
    }
  });

  it("is of the node that the configured label tells", () => {
    const given = sample("node_memory_MemTotal_bytes", { nodename: "worker-2", instance: "10.0.0.7:9100" });
    const nodeBy = (identity: NodeIdentity) => {
      const metric = nodeMetric(given, identity);
      return metric instanceof Rejection ? metric.reason : metric?.node;
    };
    assert.equal(nodeBy({ label: "nodename" }), "worker-2");
    assert.equal(nodeBy({ label: "kubernetes_node" }), "node_missing");
    assert.equal(nodeBy({ label: "instance", names: new Map([["10.0.0.7:9100", "worker-3"]]) }), "worker-3");
    assert.equal(nodeBy({ label: "instance", names: new Map() }), "node_missing");
  });

  it("has a value that its family can have, or ends", () => {
    for (const value of [NaN, Infinity, -Infinity, -1]) {
      assert.equal(reasonOf(sample("node_cpu_seconds_total", {}, value)), "number_invalid", String(value));
    }
    const last = nodeMetric(sample("node_cpu_seconds_total", {}, NaN, true), byNode);
    assert.ok(last !== undefined && !(last instanceof Rejection));
    assert.equal(last.value, undefined);
  });

  it("is malformed without the labels of its family", () => {
    assert.equal(reasonOf(sample("node_cpu_seconds_total", { cpu: "" })), "malformed");
    assert.equal(reasonOf(sample("node_cpu_seconds_total", { mode: "" })), "malformed");
    assert.equal(reasonOf(sample("node_network_receive_bytes_total", { device: "" })), "malformed");
  });
});
