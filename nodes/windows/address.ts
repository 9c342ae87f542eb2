/** Whether an address lies outside of what an operator's own networks use. */

import { BlockList, isIP } from "node:net";

/** Of IPv4: RFC 1918, 6598 (carriers), 3927 (link-local), loopback, multicast and none; of IPv6: RFC 4193, 4291. */
const own = new BlockList();
const blocks = [
  ["10.0.0.0", 8, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
  ["0.0.0.0", 8, "ipv4"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["ff00::", 8, "ipv6"],
  ["::", 127, "ipv6"],
] as const;
for (const [net, prefix, family] of blocks) own.addSubnet(net, prefix, family);

/** @param address IPv4 or IPv6; of what is neither, nothing is known. */
export function isOutside(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && !own.check(address, version === 4 ? "ipv4" : "ipv6");
}
