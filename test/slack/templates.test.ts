import { describe, expect, test } from 'vitest';
import type { FieldValue, View } from '../../rehearsal/slack/workspace.ts';
import { CLIENT_KINDS, type ClientKind } from '../../src/migration/client-facts.ts';
import type { Facts, Language } from '../../src/migration/facts.ts';
import { encodeTemplates, MOST_ROWS, noTemplates, withoutRow, withRow } from '../../src/slack/templates.ts';
import { clientsModal } from '../../src/slack/views/clients-modal.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aMigration } from '../words/sample.ts';
import { expectGolden } from './golden.ts';
import { openHouse, started } from './house.ts';

const EMPTY: Facts = aMigration({ clients: [] }).facts;

/** The form, open; `press` gives it as it is after a press, `submit` what is wrong or what is said. */
async function form(language: Language = 'en') {
  const house = await openHouse();
  const { id } = await started(house, { language });
  await house.workspace.slash(house.dana, '/migration clients add');
  const shown = (): View | undefined => house.workspace.views().find(({ callbackId }) => callbackId === 'clients');
  let view = await house.workspace.waitFor('the form', shown);
  const press = async (action: string, value?: string): Promise<View> => {
    const before = view.hash;
    await house.workspace.clickInView(house.dana, view, action, value);
    view = await house.workspace.waitFor('the form as it is then', () =>
      shown()?.hash === before ? undefined : shown(),
    );
    return view;
  };
  const submit = async (values: Readonly<Record<string, FieldValue>> = {}) => {
    const { ack, errors } = await house.workspace.submitView(house.dana, view, values);
    return { errors, said: JSON.stringify(ack) };
  };
  const clients = async () => (await house.service.read(id))?.facts.clients ?? [];
  return { house, id, press, submit, clients, view: () => view };
}

describe('the form for common clients', () => {
  test('ten of them in six presses: each filled in with name, kind and what it does, with an owner each', async () => {
    const { house, press, submit, clients, view } = await form();
    const { aoi, ken, dana } = house;
    expect(view().raw.submit ?? null).toBeNull();
    for (const kind of ['outlook', 'phone', 'scanner', 'scanner', 'web-form', 'invoicing'])
      await press(`template-${kind}`);
    const people = [aoi.id, ken.id, dana.id];
    const { errors, said } = await submit({
      'owners:1': people,
      'owners:2': people,
      'owners:3': ken.id,
      'owners:5': aoi.id,
    });
    expect(errors).toEqual({});
    expect(said).toContain('✓ 10 clients added.');
    expect(said).toContain('Without an owner still: Scanner 2, Invoicing.');
    const both = ['imap', 'smtp'];
    expect((await clients()).map(({ name, owner, kind, protocols }) => [name, owner, kind, protocols])).toEqual([
      ...people.map((owner) => ['Outlook', owner, 'outlook', both]),
      ...people.map((owner) => ['Phone', owner, 'phone', both]),
      ['Scanner', ken.id, 'scanner', ['smtp']],
      ['Scanner 2', undefined, 'scanner', ['smtp']],
      ['Web form', aoi.id, 'web-form', ['smtp']],
      ['Invoicing', undefined, 'invoicing', ['smtp']],
    ]);
  });

  test('what was filled in is only a beginning: name, what it does, and the address it logs in with', async () => {
    const { press, submit, clients } = await form('ja');
    await press('template-scanner');
    await press('template-monitoring');
    await submit({
      'name:1': ' 2階の複合機 ',
      'protocols:1': ['imap', 'smtp'],
      'user:1': 'Scan@Kitano.example',
      'protocols:2': ['smtp'],
    });
    expect(await clients()).toMatchObject([
      { name: '2階の複合機', protocols: ['imap', 'smtp'], user: 'Scan@kitano.example' },
      { name: 'Monitoring', kind: 'monitoring', protocols: ['smtp'] },
    ]);
  });

  test('an entry is taken out again; the others keep their fields, and a new one gets fields of its own', async () => {
    const { press, submit, clients } = await form();
    await press('template-outlook');
    await press('template-scanner');
    await press('template-out', '1');
    const { blocks } = await press('template-web-form');
    const fields = blocks.flatMap(({ type, block_id: id }) => (type === 'input' ? [String(id)] : []));
    expect(fields.filter((id) => id.startsWith('name'))).toEqual(['name:2', 'name:3']);
    await submit();
    expect((await clients()).map(({ name }) => name)).toEqual(['Scanner', 'Web form']);
  });

  test('what is wrong is said at its field, all at once, and nothing is added', async () => {
    const { press, submit, clients } = await form();
    for (const kind of ['scanner', 'scanner', 'web-form', 'outlook']) await press(`template-${kind}`);
    const { errors } = await submit({ 'name:2': 'scanner', 'name:4': '  ', 'user:3': 'form at kitano' });
    expect(Object.keys(errors).sort()).toEqual(['name:2', 'name:4', 'user:3']);
    expect(errors['name:2']).toContain('same name and owner');
    expect(errors['user:3']).toContain('is not a mail address');
    expect(await clients()).toEqual([]);
  });

  test('what is listed already is left as it is; a second scanner is numbered on', async () => {
    const { house, press, submit, clients, view } = await form();
    await press('template-scanner');
    await submit();
    expect((await submit()).said).toMatch(/Nothing was added.*left as they are: 1\./);
    await house.workspace.slash(house.dana, '/migration clients add');
    const next = await house.workspace.waitFor('the next form', () =>
      house.workspace.views().findLast(({ callbackId, id }) => callbackId === 'clients' && id !== view().id),
    );
    await house.workspace.clickInView(house.dana, next, 'template-scanner');
    await house.workspace.waitFor('its entry', () =>
      house.workspace.views().find(({ id, blocks }) => id === next.id && JSON.stringify(blocks).includes('Scanner 2')),
    );
    expect(await clients()).toHaveLength(1);
  });

  test('a press on a form that has changed since does nothing, and one of an ended migration is refused', async () => {
    const { house, id, press, submit, view } = await form();
    const before = view();
    await press('template-outlook');
    await house.workspace.clickInView(house.dana, before, 'template-phone');
    expect(JSON.stringify(view().blocks)).not.toContain('name:2');
    await house.service.change(id, { kind: 'abandon', by: house.dana.id, reason: 'no' });
    expect((await submit()).errors['name:1']).toContain('This migration has ended');
    expect(await house.ask(house.dana, '/migration clients add')).toContain('This migration has ended');
  });
});

test('a form holds as many entries as Slack does, and no more', () => {
  const full = Array.from({ length: MOST_ROWS + 3 }).reduce<ReturnType<typeof noTemplates>>(
    (rows) => withRow(rows, 'scanner', EMPTY),
    noTemplates('01'),
  );
  expect(full.rows).toHaveLength(MOST_ROWS);
  const words = wordsFor('en', { style: 'slack', timeZone: 'Asia/Tokyo' });
  expect(overLimits(clientsModal(words, full, encodeTemplates(full)))).toEqual([]);
  expect(withoutRow(full, 3).rows).toHaveLength(MOST_ROWS - 1);
});

test.each(['en', 'ja'] as const)('the form in %s is as in its golden files, and within the limits', (lang) => {
  const words = wordsFor(lang, { style: 'slack', timeZone: 'Asia/Tokyo' });
  const none = noTemplates('01');
  const every = CLIENT_KINDS.reduce((rows, kind: ClientKind) => withRow(rows, kind, EMPTY), none);
  expectGolden(`clients-form.${lang}`, clientsModal(words, none, encodeTemplates(none)));
  expectGolden(`clients-form-filled.${lang}`, clientsModal(words, every, encodeTemplates(every)));
});
