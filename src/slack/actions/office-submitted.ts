import { z } from 'zod';
import { readPasted } from '../../dns/pasted.ts';
import { labelOf } from '../../migration/decide/office.ts';
import type { PlanRecord } from '../../migration/facts.ts';
import { recordKey, vantageKey } from '../../migration/keys.ts';
import type { Migration } from '../../migration/record.ts';
import type { Words } from '../../words/words.ts';
import { firstPart, officeRecords } from '../commands/office.ts';
import type { FormAnswer, FormHandler } from '../form.ts';
import { officeModal, officeReadModal } from '../views/office.ts';
import { wordsOf } from '../visit.ts';
import { decodeValue, encodeValue } from './value.ts';

const answerState = z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() })));

/** So much of what could not be read is shown: enough to see what was pasted instead. */
const UNREAD_SHOWN = 3;

/**
 * What a command printed in an office, submitted. What cannot be read, or is refused, is said at the field; what was read
 * is said in the form, which then asks for the names that are still missing. Each paste adds to those before.
 */
export const officeSubmitted: FormHandler = async (visit, form): Promise<FormAnswer> => {
  const value = decodeValue(form.metadata);
  if (value?.office === undefined) throw new Error('a pasted answer that names no office');
  const [field, text] = typed(form.values);
  const wrong = (error: string): FormAnswer => ({ ok: false, errors: { [field]: error } });
  const migration = await visit.service.read(value.m);
  const words = wordsOf(visit, migration?.facts);
  if (migration === undefined) return wrong(words.t('slack:no-migration'));
  const { observations, unread } = readPasted(text, officeRecords(migration.facts), visit.now());
  const names = unread.slice(0, UNREAD_SHOWN);
  if (observations.length === 0)
    return wrong(
      unread.length === 0
        ? words.t('resolvers:office-unread')
        : words.t('resolvers:office-unread-some', { text: words.list(names) }),
    );
  const command = { kind: 'report-office', by: visit.user, office: value.office, observations } as const;
  const result = await visit.service.change(value.m, command);
  if (!result.ok) return wrong(words.refusal(result.refusal));

  const records = officeRecords(result.migration.facts);
  const now = new Set(observations.map(({ question }) => recordKey(question)));
  const read = records.filter((record, n) => now.has(recordKey(record)) || value.read?.includes(n));
  const missing = records.filter((record) => !read.includes(record));
  const lines = [
    words.t('resolvers:office-read', { ok: read.length, total: records.length }),
    ...saidOf(
      result.migration,
      value.office,
      records.filter((record) => now.has(recordKey(record))),
      words,
    ),
    ...(unread.length === 0 ? [] : [words.t('resolvers:office-odd', { text: words.list(names) })]),
  ];
  const part = firstPart(missing);
  if (part === undefined) return { ok: true, note: lines.join('\n'), view: officeReadModal(words, lines) };
  const left = words.t('resolvers:office-missing', { names: missing.map((record) => `record:${recordKey(record)}`) });
  const metadata = encodeValue({ ...value, read: read.map((record) => records.indexOf(record)) });
  const progress = { lines: [...lines, left], part };
  const view = officeModal(words, { office: value.office, metadata, field: `${field.slice(0, 200)}+`, progress });
  return { ok: true, note: [...lines, left].join('\n'), view };
};

/** The one field of the form, whatever it is called by now, and what stands in it. */
function typed(values: unknown): readonly [field: string, text: string] {
  const [[field, inputs] = ['', {}]] = Object.entries(answerState.parse(values));
  return [field, Object.values(inputs)[0]?.value ?? ''];
}

const MOST_LINES = 12;

/** Of what was read: what is new, what is old until when, and what the resolver did not answer. */
function saidOf(
  { facts, sightings }: Migration,
  office: string,
  read: readonly PlanRecord[],
  words: Words,
): readonly string[] {
  const seen = read.map((planned) => {
    const record = recordKey(planned);
    return { record, sighting: sightings.vantage[vantageKey(`office-${labelOf(office)}`, record)] };
  });
  const old = seen.flatMap(({ record, sighting }) =>
    sighting?.notNew === undefined ? [] : [{ record, ...sighting.notNew }],
  );
  const silent = seen.flatMap(({ record, sighting }) =>
    sighting?.notNew === undefined && sighting?.seen === undefined && sighting?.failed !== undefined
      ? [{ record, code: sighting.failed.code }]
      : [],
  );
  const count = seen.length - old.length - silent.length;
  // Before the rewrite old data is what shall be there.
  const right = facts.rewriteSeenAt === undefined ? old.filter(({ wrong }) => wrong !== true) : [];
  const open = [
    ...old
      .filter((one) => !right.includes(one))
      .map(({ record, values, goneAt, wrong }) =>
        words.t(wrong === true ? 'resolvers:office-wrong' : 'resolvers:office-old', { record, values, goneAt }),
      ),
    ...silent.map(({ record, code }) => words.t('resolvers:office-silent', { record, text: words.failure(code) })),
  ];
  return [
    ...(count > 0 ? [words.t('resolvers:office-new', { count })] : []),
    ...(right.length === 0
      ? []
      : [
          words.t('resolvers:office-before', {
            count: right.length,
            goneAt: Math.max(...right.map(({ goneAt }) => goneAt)),
          }),
        ]),
    ...open.slice(0, MOST_LINES),
    ...(open.length > MOST_LINES ? [words.t('slack:more-bare', { n: open.length - MOST_LINES })] : []),
  ];
}
