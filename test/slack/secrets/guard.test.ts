import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLogger } from '../../../src/log.ts';
import { VIEWS } from '../../../src/slack/actions/ids.ts';
import { wordsFor } from '../../../src/words/words.ts';
import { temporaryFile } from '../../store/temporary.ts';
import { openHouse, started } from '../house.ts';
import { signedRequest } from './signed.ts';

const SECRET = 'Zq7-planted-secret';

/** Where it was found, to be read in a failure. */
const around = (text: string): string =>
  text.slice(Math.max(0, text.indexOf(SECRET) - 300), text.indexOf(SECRET) + 100);

/** A house whose log, at its most talkative, and whose files can be read. */
async function openWatched() {
  const lines: string[] = [];
  const file = temporaryFile();
  const log = createLogger({ level: 'trace', destination: { write: (line: string) => void lines.push(line) } });
  const house = await openHouse({ log, file });
  const nowhere = (): void => {
    const files = readdirSync(path.dirname(file)).map((name) =>
      readFileSync(path.join(path.dirname(file), name), 'latin1'),
    );
    const places = {
      log: lines,
      files,
      messages: house.workspace.messages().map(({ answers: _, ...said }) => JSON.stringify(said)),
    };
    for (const [name, texts] of Object.entries(places))
      expect(texts.filter((text) => text.includes(SECRET)).map(around), name).toEqual([]);
  };
  return { house, nowhere };
}

describe('a line with a secret', () => {
  test.each([
    `mailboxes add aoi@kitano.example ${SECRET}1`,
    `mailboxes add aoi@kitano.example password=${SECRET}`,
    `pause password: ${SECRET}`,
    `waive cut-over CUT-LOGIN-OLD mailbox:a@kitano.example its パスワード：${SECRET}`,
    `nonsense imaps://aoi:${SECRET}@mail.kitano.example`,
    `start password=${SECRET}`,
  ])('is refused, not kept and not repeated: %s', async (line) => {
    const { house, nowhere } = await openWatched();
    await started(house);
    const before = (await house.service.inChannel(house.place))?.facts;
    const said = await house.ask(house.aoi, `/migration ${line}`);
    expect(said).toContain('/migration passwords');
    expect(said).not.toContain(SECRET);
    expect((await house.service.inChannel(house.place))?.facts).toEqual(before);
    nowhere();
  });

  test('is refused in the language of whoever wrote it', async () => {
    const { house } = await openWatched();
    const { ken } = house;
    const ja = wordsFor('ja', { style: 'slack', timeZone: 'Asia/Tokyo' });
    const en = wordsFor('en', { style: 'slack', timeZone: 'Asia/Tokyo' });
    const said = await house.ask(ken, `/migration pause password: ${SECRET}`);
    const both = [ja, en].map((words) => words.t('secrets:refused', { what: words.t('secrets:password') }));
    expect(both).toContain(said);
  });
});

describe('a form with a secret', () => {
  test.each(VIEWS)('%s: is refused at its field, not kept and not repeated', async (id) => {
    const { house, nowhere } = await openWatched();
    const migration = await started(house);
    const answer = await signedRequest(house, {
      type: 'view_submission',
      user: { id: house.aoi.id, team_id: house.place.teamId },
      team: { id: house.place.teamId },
      view: {
        id: 'V1',
        type: 'modal',
        callback_id: id,
        private_metadata: JSON.stringify({ m: migration.id }),
        blocks: [
          { type: 'input', block_id: 'first' },
          { type: 'input', block_id: 'second' },
        ],
        state: {
          values: {
            first: { first: { type: 'plain_text_input', value: 'a harmless word' } },
            second: { second: { type: 'plain_text_input', value: `a reason. password: ${SECRET}` } },
          },
        },
      },
    });
    expect(answer).toMatchObject({
      response_action: 'errors',
      errors: { second: expect.stringContaining('npm run vault') },
    });
    expect(JSON.stringify(answer)).not.toContain(SECRET);
    expect((await house.service.inChannel(house.place))?.facts).toEqual(migration.facts);
    nowhere();
  });

  test('is not looked up, or drawn anew, while it is typed: a note says why', async () => {
    const { house, nowhere } = await openWatched();
    await signedRequest(house, {
      type: 'block_actions',
      trigger_id: 'T1',
      user: { id: house.aoi.id, team_id: house.place.teamId },
      team: { id: house.place.teamId },
      actions: [{ action_id: 'domain', value: `password=${SECRET}`, type: 'plain_text_input' }],
      view: {
        id: 'V1',
        type: 'modal',
        hash: 'h',
        callback_id: 'start',
        private_metadata: '',
        state: { values: { domain: { domain: { type: 'plain_text_input', value: `password=${SECRET}` } } } },
      },
    });
    nowhere();
  });
});
