/** Command lines that blind who watches are told from those that look after logs and sensors. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { tamperingOf } from "../../../nodes/windows/tampering.ts";

function of(line: string): readonly string[] {
  const [binary = ""] = line.split(" ", 1);
  const given = line.slice(binary.length + 1);
  return tamperingOf({ pid: 1, uid: 0, binary, arguments: given, containerId: "", image: "" });
}

describe("a command line", () => {
  it("clears logs of security, by itself, in a shell or from another's namespace", () => {
    for (const line of [
      "/usr/bin/truncate -s 0 /var/log/audit/audit.log",
      "/usr/bin/rm -rf /var/log/journal",
      "/bin/rm -f /var/log/auth.log /var/log/nginx/access.log",
      "/usr/bin/shred -u /var/log/secure",
      "/bin/rm -rf /var/log",
      "/usr/bin/nsenter -t 1 -m -u -i -n /usr/bin/truncate -s 0 /var/log/audit/audit.log",
      '/bin/sh -c "echo > /var/log/wtmp"',
      '/bin/bash -c "cd /; rm -f /var/log/messages"',
      "/usr/bin/cp /dev/null /var/log/syslog",
      "/usr/bin/ln -sf /dev/null /var/log/btmp",
      "/usr/bin/journalctl --rotate --vacuum-time=1s",
      "/usr/bin/busybox rm -rf /var/log/*",
    ]) {
      assert.deepEqual(of(line), ["logs_cleared"], line);
    }
  });

  it("stops sensors", () => {
    for (const line of [
      "/usr/bin/systemctl stop tetragon ebpf-agent",
      "/usr/bin/systemctl --now disable auditd.service",
      "/usr/bin/nsenter -t 1 -m -u -i -n /usr/bin/systemctl stop tetragon",
      "/usr/sbin/service falco stop",
      "/etc/init.d/auditd stop",
      "/usr/bin/pkill -9 tetragon",
      '/bin/sh -c "killall rsyslogd"',
      "/usr/sbin/auditctl -e 0",
      "/usr/sbin/auditctl -D",
    ]) {
      assert.deepEqual(of(line), ["sensor_stopped"], line);
    }
    assert.deepEqual(of('/bin/sh -c "rm /var/log/auth.log; systemctl stop auditd"'), [
      "logs_cleared",
      "sensor_stopped",
    ]);
  });

  it("that looks after them does neither", () => {
    for (const line of [
      "/usr/bin/rm -f /var/log/audit/audit.log.4",
      "/usr/bin/rm -rf /var/log/nginx",
      "/usr/bin/truncate -s 0 /var/log/nginx/access.log",
      "/usr/bin/rm -rf /var/log/journal.old",
      "/usr/bin/ls /var/log/audit/audit.log",
      "/usr/bin/tail -f /var/log/syslog",
      '/bin/sh -c "date >> /var/log/syslog"',
      '/bin/sh -c "rm -f /tmp/x; ls /var/log"',
      '/bin/sh -c "grep rm /var/log.txt"',
      "/usr/bin/journalctl --vacuum-time=10d",
      "/usr/bin/journalctl --vacuum-size=500M",
      "/usr/bin/systemctl restart tetragon",
      "/usr/bin/systemctl stop nginx",
      "/usr/bin/systemctl status auditd",
      "/usr/bin/pkill nginx",
      "/usr/sbin/auditctl -l",
      "/usr/local/bin/tetragon stop",
      "",
    ]) {
      assert.deepEqual(of(line), [], line);
    }
  });
});
