import type { CacheHabit } from './dns/cache.ts';
import type { ResolverManner, ResolverSeed } from './dns/resolver.ts';
import { PUBLIC_RESOLVERS } from './names.ts';
import type { Random } from './random.ts';
import type { Traits } from './traits.ts';

export const PLAIN_RESOLVER = 'isp-plain';

/**
 * One operator each is down, slow, failing at times, capping, extending and serving stale; the others keep to TTLs.
 * The slow and the failing ones keep to TTLs too: what a vantage cannot read must not be able to hold old data past
 * the watermark. Three caches stand inside providers, where only senders see what they hold.
 */
export const makeResolvers = ({ extender }: Traits, random: Random): readonly ResolverSeed[] => {
  const order = random.shuffle(PUBLIC_RESOLVERS);
  const ns = random.fork('ns');
  const nsHabit = () => ({ nsHabit: ns.chance(0.4) ? 'child' : 'parent' }) as const;
  // Drawn in every world, so that worlds with and without that trait can be compared.
  const usual = random.int(4, 6);
  const habits: readonly { readonly cache: CacheHabit; readonly manner: ResolverManner }[] = [
    { cache: { kind: 'honours' }, manner: { kind: 'down' } },
    { cache: { kind: 'honours' }, manner: { kind: 'slow', minMs: 150, maxMs: random.int(300, 900) } },
    { cache: { kind: 'honours' }, manner: { kind: 'failing', share: random.between(0.15, 0.4) } },
    { cache: { kind: 'caps', maxTtlSeconds: 1 }, manner: { kind: 'prompt' } },
    { cache: { kind: 'extends', minTtlSeconds: extender?.minTtlSeconds ?? usual }, manner: { kind: 'prompt' } },
    { cache: { kind: 'serves-stale', staleForMs: random.int(5_000, 20_000) }, manner: { kind: 'prompt' } },
  ];
  const open = order.flatMap(({ name, addresses, lenient }, index) => {
    const habit = habits[index] ?? { cache: { kind: 'honours' }, manner: { kind: 'prompt' } };
    return addresses.map(
      (address, at): ResolverSeed => ({
        name: at === 0 ? name : `${name}-${at + 1}`,
        addresses: [address],
        ...habit,
        ...nsHabit(),
        ...(lenient === true ? {} : { validates: true }),
      }),
    );
  });
  const site: readonly ResolverSeed[] = [
    {
      name: 'site',
      addresses: ['192.0.2.53'],
      cache: siteHabit(random),
      manner: { kind: 'prompt' },
      ...nsHabit(),
      validates: true,
    },
    ...(random.chance(0.4)
      ? [{ name: 'site-2', addresses: ['192.0.2.54'], cache: siteHabit(random), manner: { kind: 'prompt' } } as const]
      : []),
  ];
  const hidden: readonly ResolverSeed[] = [
    { name: PLAIN_RESOLVER, addresses: [], cache: { kind: 'honours' }, manner: { kind: 'prompt' }, validates: true },
    {
      name: 'isp-east',
      addresses: [],
      cache: { kind: 'extends', minTtlSeconds: random.int(3, 6) },
      manner: { kind: 'prompt' },
      ...nsHabit(),
    },
    {
      name: 'isp-west',
      addresses: [],
      cache: { kind: 'serves-stale', staleForMs: random.int(5_000, 20_000) },
      manner: { kind: 'failing', share: 0.1 },
    },
  ];
  return [...open, ...site, ...hidden];
};

const siteHabit = (random: Random): CacheHabit =>
  random.chance(0.5) ? { kind: 'honours' } : { kind: 'extends', minTtlSeconds: random.int(2, 4) };
