/**
 * What Redis does in one step, as Lua scripts. All keys of a script share a hash tag, and all are declared, so that they run
 * in a Cluster. Numbers that are compared stay below 2^53, where Lua's are exact.
 */

import { createHash } from "node:crypto";

export interface Script {
  readonly source: string;
  readonly sha: string;
}

/**
 * Takes the partition for an owner if nobody has taken or saved it since the one who asks looked: from here on, nothing that
 * an earlier owner still writes is taken.
 *
 * KEYS: manifests. ARGV: owner, the owner and the newest manifest that were seen, "" for none, a chain to begin or "", expiry
 * in ms. @returns whether it was taken (1 or 0), then all fields and values of the manifests' hash.
 */
export const claimScript = script(`
local owner = redis.call('HGET', KEYS[1], 'owner') or ''
local newest = redis.call('HGET', KEYS[1], 'newest') or ''
if owner ~= ARGV[2] or newest ~= ARGV[3] then return {0, redis.call('HGETALL', KEYS[1])} end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'steps', 0)
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'chain:' .. ARGV[4], 'begun') end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return {1, redis.call('HGETALL', KEYS[1])}
`);

/**
 * Stops a script unless the owner still is the owner, and all its steps since the claim are still there: a failover to a
 * replica that was behind, or a restart from a disk that was, takes back the last ones, and the client need not notice.
 */
const guard = `
local owner = redis.call('HGET', KEYS[1], 'owner')
if not owner then return 'incomplete' end
if owner ~= ARGV[1] then return 'refused' end
if redis.call('HGET', KEYS[1], 'steps') ~= ARGV[2] then return 'behind' end
`;

const stepTaken = `
redis.call('HINCRBY', KEYS[1], 'steps', 1)
return 'saved'
`;

const wholeChain = `
if redis.call('HEXISTS', KEYS[2], 'chain') == 0 then return 'incomplete' end
`;

/**
 * Removes and writes versions of entries. KEYS: manifests, entries. ARGV: owner, its steps so far, expiry in ms, "begin" for
 * the first write of a chain or "go on", how many fields to remove, those, then field and value by turns.
 */
export const writeScript = script(`${guard}
if ARGV[4] == 'begin' then redis.call('HSET', KEYS[2], 'chain', 'whole') end
${wholeChain}
local first = 6 + tonumber(ARGV[5])
for i = 6, first - 1 do redis.call('HDEL', KEYS[2], ARGV[i]) end
for i = first, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
redis.call('PEXPIRE', KEYS[2], ARGV[3])
${stepTaken}`);

/**
 * Makes what was written the newest snapshot. KEYS: manifests, entries. ARGV: owner, its steps so far, expiry in ms, newest,
 * previous or "".
 */
export const commitScript = script(`${guard}${wholeChain}
redis.call('HSET', KEYS[1], 'newest', ARGV[4])
if ARGV[5] == '' then redis.call('HDEL', KEYS[1], 'previous') else redis.call('HSET', KEYS[1], 'previous', ARGV[5]) end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
${stepTaken}`);

/** Counts an announcement. KEYS: announced. ARGV: the identity's field, expiry in ms. @returns all fields and counts. */
export const announceScript = script(`
redis.call('HINCRBY', KEYS[1], ARGV[1], 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('HGETALL', KEYS[1])
`);

function script(source: string): Script {
  return { source, sha: createHash("sha1").update(source).digest("hex") };
}
