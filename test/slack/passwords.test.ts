import { expect, test } from 'vitest';
import { TEAM } from '../../rehearsal/slack/people.ts';
import type { LinkRequest } from '../../src/service/password-desk.ts';
import { wordsFor } from '../../src/words/words.ts';
import { openHouse, refusal, started } from './house.ts';

const GUEST = { name: 'gil', realName: 'Gil Guest', timeZone: 'Europe/Paris', locale: 'en-GB', isGuest: true };
const URL = 'https://passwords.example.jp';

async function withPage() {
  const asked: (LinkRequest & { readonly id: string })[] = [];
  const house = await openHouse({
    people: [...TEAM, GUEST],
    passwordPage: {
      url: URL,
      issue: async (id, request) => {
        asked.push({ id, ...request });
        return request.isOwn && request.user !== house.ken.id
          ? undefined
          : { token: 'TOKEN', expiresAt: house.clock.at + 900_000 };
      },
    },
  });
  const { id } = await started(house, { language: 'en' });
  return { house, id, asked };
}

test('a member gets a link of their own, in their language, for them alone', async () => {
  const { house, id, asked } = await withPage();
  const before = house.workspace.messages().length;
  const said = await house.ask(house.dana, '/migration passwords');
  expect(said).toContain(`<${URL}/open/TOKEN|Open your page for passwords>`);
  expect(said).toContain('type none here');
  expect(await house.ask(house.ken, '/migration パスワード')).toContain('パスワード入力ページを開く');
  expect(asked).toMatchObject([
    { id, user: house.dana.id, lang: 'en', isOwn: false },
    { id, user: house.ken.id, lang: 'ja', isOwn: false },
  ]);
  expect(
    house.workspace
      .messages()
      .slice(before)
      .filter(({ text, onlyFor }) => onlyFor === undefined && text.includes('TOKEN')),
  ).toEqual([]);
});

test('an owner gets the page of their mailboxes alone; whoever owns none is told how owners are named', async () => {
  const { house, asked } = await withPage();
  expect(await house.ask(house.ken, '/migration passwords mine')).toContain(`${URL}/open/TOKEN`);
  expect(await house.ask(house.dana, '/migration passwords mine')).toContain('mailboxes owner ADDRESS @who');
  expect(asked.map(({ isOwn }) => isOwn)).toEqual([true, true]);
});

test('a guest gets no page for all mailboxes, and is told of their own', async () => {
  const { house, asked } = await withPage();
  const gil = house.workspace.person('gil');
  const said = await house.ask(gil, '/migration passwords');
  expect(said).toContain(refusal('en', 'guest-reads'));
  expect(said).toContain('/migration passwords mine');
  expect(asked).toEqual([]);
});

test('switched off it says who switches it on, and the way there is until then', async () => {
  const house = await openHouse();
  await started(house, { language: 'en' });
  const said = await house.ask(house.dana, '/migration passwords');
  expect(said).toBe(wordsFor('en', { style: 'slack', timeZone: 'UTC' }).t('passwords:off'));
  expect(said).toContain('VAULT_PAGE_URL');
  expect(said).toContain('npm run vault -- import');
});

test('help and the nearest line know it', async () => {
  const { house } = await withPage();
  expect(await house.ask(house.dana, '/migration help passwords')).toContain('passwords mine');
  expect(await house.ask(house.dana, '/migration password')).toContain('/migration passwords');
  expect(await house.ask(house.dana, '/migration credentials')).toContain('/migration passwords');
  expect(await house.ask(house.dana, '/migration passwords my')).toContain('/migration passwords mine');
});
