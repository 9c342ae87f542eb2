/** The store in memory: the contract of every store. */

import { MemoryStore } from "../../state/memory-store.ts";
import { testStoreContract } from "./contract.ts";

testStoreContract(
  "memory",
  async () => {
    const store = new MemoryStore();
    return { connect: () => store, stop: async () => {} };
  },
  { seed: "memory-1", durable: false },
);
