import type { TimelineRow } from '../../migration/timeline.ts';
import type { Speaker } from '../engine.ts';

/** What a row is called. Names of vantages begin with their operator: it is not said twice. */
export function rowName(say: Speaker, { of }: TimelineRow): string {
  switch (of.kind) {
    case 'authorities':
      return say.t('timeline:row-authorities');
    case 'group':
      return say.t('timeline:row-group', { count: of.count, names: say.list(of.operators) });
    case 'vantage': {
      const name = say.text(vantageName(of));
      return of.site ? say.t('timeline:row-own', { what: name }) : name;
    }
  }
}

function vantageName({ id, operator }: { readonly id: string; readonly operator: string }): string {
  if (id === operator) return id;
  const prefix = /^[a-z0-9]+(?=-)/.exec(id)?.[0] ?? '';
  const isSame =
    prefix !== '' &&
    operator
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .startsWith(prefix);
  return isSame ? `${operator} ${id.slice(prefix.length + 1)}` : `${operator} ${id}`;
}
