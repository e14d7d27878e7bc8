import { problemWith } from '../../config.ts';
import { kindsOpened, networksProblem } from '../../net/address-policy.ts';
import { type Finding, ok, problem } from './finding.ts';

/**
 * What PRIVATE_NETWORKS opens. That it opens this machine or a cloud's metadata is said, for it may be meant; an entry that
 * opens nothing is a mistake.
 */
export function lookAtNetworks(networks: readonly string[]): readonly Finding[] {
  if (networks.length === 0) return [ok('networks', 'networks-none')];
  const wrong = networksProblem(networks);
  if (wrong !== undefined)
    return problemWith('PRIVATE_NETWORKS', wrong).problems.map((one) => problem('config', 'config-bad', { ...one }));
  const opened = networks.map((network) => ({ network, kinds: kindsOpened(network) }));
  const list = (those: typeof opened): string => those.map(({ network }) => network).join(', ');
  const idle = opened.filter(({ kinds }) => kinds.length === 0);
  const inner = opened.filter(({ kinds }) => kinds.some((kind) => kind === 'loopback' || kind === 'metadata'));
  const all = opened.filter(({ network }) => network.endsWith('/0'));
  return [
    ok('networks', 'networks-ok', { networks: networks.join(', ') }),
    ...(inner.length > 0 ? [ok('networks', 'networks-inner', { networks: list(inner) })] : []),
    ...(all.length > 0 ? [problem('networks', 'networks-all', { networks: list(all) })] : []),
    ...(idle.length > 0 ? [problem('networks', 'networks-idle', { networks: list(idle) })] : []),
  ];
}
