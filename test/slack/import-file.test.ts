import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { HeldFile } from '../../rehearsal/slack/held-files.ts';
import { EVERY_SCOPE } from '../../rehearsal/slack/seed.ts';
import type { FieldValue } from '../../rehearsal/slack/workspace.ts';
import { createLogger } from '../../src/log.ts';
import type { Facts } from '../../src/migration/facts.ts';
import { openHouse, started } from './house.ts';
import { saidInView } from './said-in-view.ts';

const LIST = 'address,watch\nAoi@kitano.example,login\nken@kitano.example,log\n';

/** The form of the list, open, in a house where a migration has begun. */
async function form(options: Parameters<typeof openHouse>[0] = {}) {
  const house = await openHouse(options);
  const { id } = await started(house, { language: 'en' });
  await house.workspace.slash(house.dana, '/migration mailboxes import');
  const view = await house.workspace.waitFor('the form', () =>
    house.workspace.views().find(({ callbackId }) => callbackId === 'import'),
  );
  const submit = (values: Readonly<Record<string, FieldValue>>) => house.workspace.submitView(house.dana, view, values);
  const put = (file: Partial<HeldFile>, more: Readonly<Record<string, FieldValue>> = {}) =>
    submit({ file: house.workspace.hold({ name: 'list.csv', bytes: Buffer.from(LIST), ...file }), ...more });
  const addresses = async (): Promise<readonly string[]> => {
    const facts: Facts | undefined = (await house.service.read(id))?.facts;
    return facts?.mailboxes.map(({ address }) => address) ?? [];
  };
  return { house, view, submit, put, addresses };
}

const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le');

describe('a file', () => {
  test.each<[string, Partial<HeldFile>]>([
    ['as UTF-8', {}],
    [
      'as Excel saves it, with a byte order mark and CRLF',
      { bytes: Buffer.from(`\uFEFF${LIST.replaceAll('\n', '\r\n')}`) },
    ],
    ['as UTF-16, by tab', { name: 'LIST.TSV', bytes: utf16(LIST.replaceAll(',', '\t')) }],
    ['as UTF-16, the other end first', { name: 'list.txt', bytes: utf16(LIST).swap16() }],
    ['with the line that names its separator', { bytes: Buffer.from(`sep=;\r\n${LIST.replaceAll(',', ';')}`) }],
    [
      'as Shift_JIS',
      // メール,見守り方
      {
        bytes: Buffer.concat([
          Buffer.from('838181 5b838b2c8ca98e7182e895fb'.replaceAll(' ', ''), 'hex'),
          Buffer.from('\naoi@kitano.example,login\nken@kitano.example,log\n'),
        ]),
      },
    ],
    ['of which the form does not say where it lies', { unsaid: true }],
  ])('%s is taken', async (_, file) => {
    const { put, addresses } = await form();
    const { ack, errors } = await put(file);
    expect(errors).toEqual({});
    expect(JSON.stringify(ack)).toContain('✓ 2 mailboxes added.');
    expect(await addresses()).toEqual(['aoi@kitano.example', 'ken@kitano.example']);
  });

  const tall = Buffer.from(`address\n${'x'.repeat(600_000)}`);
  test.each<[string, Partial<HeldFile>, RegExp]>([
    ['a workbook', { name: 'list.xlsx' }, /no CSV, TSV or text file.*Save as/],
    ['one that is said to be too large', { size: 600_000 }, /larger than 512 KB/],
    ['one that is larger than it is said to be', { bytes: tall, size: 10 }, /larger than 512 KB/],
    ['one that is no text', { bytes: Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0xff, 0xfe]) }, /no text that can be read/],
    ['UTF-16 without its mark', { bytes: Buffer.from(LIST, 'utf16le') }, /no text that can be read/],
    ['a page in its place', { leadsTo: 'sign-in' }, /web page in place of the file.*files:read/],
    ['a page that calls itself a list', { bytes: Buffer.from('<!doctype html><p>Sign in') }, /web page in place/],
    ['one that is gone', { leadsTo: { location: '/held/F0NONE/list.csv' } }, /does not have this file any more/],
    ['one without lines', { bytes: Buffer.from('address\n') }, /Line 1: No row follows/],
    ['one with a bad line', { bytes: Buffer.from('address\na@kitano.example\nken') }, /Line 3: “ken” is not a mail/],
  ])('%s: said at its field, with what to do, and nothing is taken', async (_, file, said) => {
    const { put, addresses } = await form();
    const { errors } = await put(file);
    expect(Object.keys(errors)).toEqual(['file']);
    expect(errors.file).toMatch(said);
    expect(errors.file).toContain('Nothing has been added.');
    expect(await addresses()).toEqual([]);
  });

  test('beside a pasted list is refused: which is meant nobody can tell. Neither of them is an empty list', async () => {
    const { put, submit, addresses } = await form();
    expect((await put({}, { list: 'address\nb@kitano.example' })).errors.file).toContain('chosen as well');
    expect((await submit({})).errors.list).toMatch(
      /^Nothing has been added yet: nothing was pasted\. .*\naddress,watch\naoi@example\.jp,login$/s,
    );
    expect(await addresses()).toEqual([]);
  });

  test('with passwords is not read, and the person is told that it is with Slack now', async () => {
    const { put, addresses } = await form();
    const { errors } = await put({ bytes: Buffer.from('address,password\na@kitano.example,hunter2') });
    expect(errors.file).toContain('Passwords do not pass through Slack');
    expect(errors.file).toContain('delete it there');
    expect(errors.file).not.toContain('hunter2');
    expect(await addresses()).toEqual([]);
  });

  test('that lies elsewhere, or leads there, is not fetched: the token goes to Slack’s own hosts alone', async () => {
    const asked: string[] = [];
    const other = createServer((request, response) => {
      asked.push(String(request.headers.authorization));
      response.end(LIST);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    onTestFinished(() => void other.close());
    const address = other.address();
    const elsewhere = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/list.csv`;
    const { put, submit, addresses } = await form();
    expect((await put({ leadsTo: { location: elsewhere } })).errors.file).toContain('does not lie with Slack');
    const file = { id: 'F1', name: 'list.csv', url_private: elsewhere };
    expect((await submit({ file: { files: [file] } })).errors.file).toContain('does not lie with Slack');
    expect(asked).toEqual([]);
    expect(await addresses()).toEqual([]);
  });

  test('that takes long: "working…", then what came of it; or what is wrong', async () => {
    const { house, view, put, addresses } = await form();
    const { ack } = await put({ delayMs: 2_600 });
    expect(JSON.stringify(ack)).toContain('Working');
    await house.workspace.waitFor('what came of it', () => saidInView(house, view.id, '2 mailboxes added'), 10_000);
    expect(await addresses()).toHaveLength(2);
    await put({ delayMs: 2_600, bytes: Buffer.from('address\nken') });
    await house.workspace.waitFor('what is wrong', () => saidInView(house, view.id, 'Line 2: “ken” is not'), 10_000);
    expect(await addresses()).toHaveLength(2);
  });

  test('whose address and content stand in no log', async () => {
    const lines: string[] = [];
    const log = createLogger({ level: 'trace', destination: { write: (line: string) => void lines.push(line) } });
    const { put } = await form({ log });
    await put({});
    await put({ leadsTo: 'sign-in' });
    expect(lines.join('\n')).not.toMatch(/held\/F0|ken@kitano|xoxb/);
  });
});

describe('without the scope', () => {
  const botScopes = EVERY_SCOPE.filter((scope) => scope !== 'files:read');

  test('the form has no field for files, and says what is missing; a list is pasted as ever', async () => {
    const { view, submit, addresses } = await form({ botScopes });
    expect(JSON.stringify(view.blocks)).not.toContain('file_input');
    expect(JSON.stringify(view.blocks)).toContain('needs the optional scope `files:read`');
    expect((await submit({ list: LIST })).errors).toEqual({});
    expect(await addresses()).toHaveLength(2);
  });

  test('a file from a form of before is refused with what to do', async () => {
    const { house, put } = await form();
    house.workspace.fail('files.info', { kind: 'refused', error: 'missing_scope' });
    expect((await put({ unsaid: true })).errors.file).toContain('lacks the scope files:read. Paste the list');
    house.workspace.fail('files.info', { kind: 'refused', error: 'file_not_found' });
    expect((await put({ unsaid: true })).errors.file).toContain('does not have this file any more');
  });

  test('is not claimed where Slack does not say which scopes there are', async () => {
    const open = await openHouse();
    await started(open, { language: 'en' });
    open.workspace.fail('auth.test', { kind: 'slow', delayMs: 2_000 });
    await open.workspace.slash(open.dana, '/migration clients import');
    const view = await open.workspace.waitFor('the form', () =>
      open.workspace.views().find(({ callbackId }) => callbackId === 'import'),
    );
    expect(JSON.stringify(view.blocks)).not.toMatch(/file_input|files:read/);
  });
});
