import type { PlanRecord } from '../../migration/facts.ts';
import type { Request } from './request.ts';
import type { Reader } from './words.ts';

const TYPES = ['A', 'AAAA', 'MX', 'TXT', 'CNAME'] as const satisfies readonly PlanRecord['type'][];

/** `plan`: show, set NAME TYPE VALUE[, VALUE], drop NAME TYPE. The core judges the values. */
export function plan(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'plan' };
  const verb = reader.oneOf(0, ['set', 'drop']);
  const starts = `plan ${verb}`;
  const name = reader.word(1, 'NAME', starts).replace(/\.$/, '');
  const type = reader.oneOf(2, TYPES, starts);
  if (verb === 'drop') return { kind: 'plan-drop', name, type };
  const values = valuesOf(type, reader.rest(3));
  if (values.length === 0) return reader.fail('missing', 'VALUE', starts);
  return { kind: 'plan-set', record: { name, type, after: values } };
}

/** Text records keep their commas and capitals; names and addresses are folded, trailing dots dropped. */
function valuesOf(type: PlanRecord['type'], text: string): string[] {
  const line = text.normalize('NFKC').trim();
  if (type === 'TXT') return line === '' ? [] : [line.replace(/^"([\s\S]*)"$/, '$1')];
  return line
    .split(/\s*[,、]\s*/)
    .map((value) => value.toLowerCase().replace(/\s+/g, ' ').replace(/\.$/, '').trim())
    .filter((value) => value !== '');
}
