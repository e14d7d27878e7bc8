import type { Event } from '../../migration/events.ts';
import { countryNames } from '../countries.ts';
import type { Speaker } from '../engine.ts';
import type { Figures } from '../figures.ts';
import type { Key } from '../resources.ts';

export type Line = readonly [key: Key, figures?: Figures];

type Discovery = Extract<
  Event,
  {
    kind:
      | 'globalping-set'
      | 'image-taken'
      | 'names-added'
      | 'dns-move-set'
      | 'delegation-seen'
      | 'authorities-left'
      | 'former-turned'
      | 'zone-released'
      | 'selectors-found'
      | 'selectors-set'
      | 'policy-seen'
      | 'differences-seen';
  }
>;

/** What was learnt, or said, of the domain's zones and of what carries its mail. */
export function discoveryLine(say: Speaker, event: Discovery): Line {
  switch (event.kind) {
    case 'globalping-set':
      return event.countries.length === 0
        ? ['events:globalping-off']
        : ['events:globalping-set', { countries: countryNames(say.lang, event.countries) }];
    case 'image-taken':
      return ['events:image-taken', { count: Object.keys(event.records).length }];
    case 'names-added':
      return ['events:names-added', { names: event.names }];
    case 'dns-move-set':
      return event.servers.length === 0
        ? ['events:dns-move-none']
        : ['events:dns-move-set', { servers: event.servers }];
    case 'delegation-seen':
      return ['events:delegation-seen', { zone: event.zone, servers: event.parent, ttlSeconds: event.ttlSeconds }];
    case 'authorities-left':
      return ['events:authorities-left', { zone: event.zone, servers: event.servers, goneAt: event.goneAt }];
    case 'former-turned':
      return ['events:former-turned', { server: event.server }];
    case 'zone-released':
      return ['events:zone-released', { zone: event.zone, servers: event.servers }];
    case 'selectors-found':
      return [
        'events:selectors-found',
        { names: event.selectors.map((one) => `${one.selector}._domainkey.${one.domain}`) },
      ];
    case 'selectors-set':
      return event.selectors.length === 0
        ? ['events:selectors-none']
        : ['events:selectors-set', { selectors: event.selectors }];
    case 'policy-seen':
      return ['events:policy-seen', { domain: event.domain, mode: event.policy.mode, id: event.policy.id }];
    case 'differences-seen': {
      const records = [...new Set(event.differences.map((one) => `record:${one.record}`))];
      return records.length === 0
        ? ['events:differences-none']
        : ['events:differences-seen', { count: event.differences.length, names: records }];
    }
  }
}
