/** A simulated fleet: containers of many images on a few nodes, the same for the same seed. */

import type { Profile } from "./profile.ts";
import { api, batch, cache, cron, database, queue, storage, web } from "./profiles.ts";
import { Random } from "./random.ts";

export interface SimulatedContainer {
  /** e.g. `registry.example/shop/api:3.1`. */
  readonly image: string;
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly node: string;
  /** Of the main process, on its node. */
  readonly pid: number;
  readonly profile: Profile;
}

/** `images` different images, each running in one to three containers; a node for about eight containers. */
export function fleet(options: { readonly images: number; readonly seed: string }): readonly SimulatedContainer[] {
  const random = new Random(`${options.seed}/fleet`);
  const nodes = Math.max(1, Math.round((options.images * 2) / 8));
  const containers: SimulatedContainer[] = [];
  for (let number = 0; number < options.images; number += 1) {
    const { image, profile } = imageOf(number);
    for (let replica = random.integer(1, 3); replica > 0; replica -= 1) {
      containers.push({
        image,
        id: random.hex(64),
        node: `worker-${random.integer(1, nodes)}`,
        pid: random.integer(2000, 60_000),
        profile,
      });
    }
  }
  return containers;
}

const services: readonly (readonly [name: string, version: string, profile: Profile])[] = [
  ["shop/api", "3.1", api],
  ["shop/web", "3.4", web],
  ["data/postgres", "17.2", database],
  ["data/redis", "7.4", cache],
  ["shop/cart", "2.8", api],
  ["report/export", "1.9", batch],
  ["ops/backup", "5.0", cron],
  ["events/kafka", "4.1", queue],
  ["media/store", "2.3", storage],
  ["edge/proxy", "1.27", web],
  ["shop/search", "4.0", api],
  ["pay/ledger", "6.2", database],
  ["pay/gateway", "6.5", api],
  ["data/memcached", "1.6", cache],
  ["media/transcode", "0.9", batch],
  ["blog/front", "2.2", web],
  ["crm/mail", "3.0", api],
  ["events/rabbitmq", "4.0", queue],
  ["ops/cleanup", "1.1", cron],
  ["stock/api", "1.12", api],
  ["stock/mysql", "8.4", database],
  ["report/etl", "2.6", batch],
  ["files/share", "1.0", storage],
  ["login/front", "5.3", web],
];

/** Beyond the named services, the same ones come again for another team: shop/api, shop/api-2, shop/api-3. */
function imageOf(number: number): { image: string; profile: Profile } {
  const round = Math.floor(number / services.length);
  const [name, version, profile] = services[number % services.length] ?? ["shop/api", "3.1", api];
  return { image: `registry.example/${name}${round === 0 ? "" : `-${round + 1}`}:${version}`, profile };
}
