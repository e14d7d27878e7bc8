import { describe, expect, test } from 'vitest';
import { elementsOf } from '../../rehearsal/slack/fields.ts';
import type { View } from '../../rehearsal/slack/workspace.ts';
import type { DomainSeen } from '../../src/migration/preview.ts';
import { suggest } from '../../src/migration/preview.ts';
import { lookSaid } from '../../src/slack/views/start-look.ts';
import { type StartShown, startModal } from '../../src/slack/views/start-modal.ts';
import { wordsFor } from '../../src/words/words.ts';
import { expectGolden } from './golden.ts';
import { openHouse, type TestHouse } from './house.ts';

const MX = 'mx1.mimecast.com';
const found = (domain: string): DomainSeen => ({
  domain,
  mx: { outcome: 'answer', at: 1, values: [`10 ${MX}`], ttlSeconds: 300 },
  exchangers: [{ name: MX, addresses: { outcome: 'answer', at: 1, values: ['203.0.113.25'], ttlSeconds: 300 } }],
  usual: [
    {
      name: `mail.${domain}`,
      addresses: { outcome: 'answer', at: 1, values: ['192.0.2.10'], ttlSeconds: 300 },
      pointer: 'sv1.host.example',
    },
  ],
});
const OLD = 'sv1.host.example 192.0.2.10';

const shownIn = (house: TestHouse): View => {
  const view = house.workspace.views().at(-1);
  if (view === undefined) throw new Error('no form is open');
  return view;
};
const seen = (house: TestHouse, text: string): Promise<View> =>
  house.workspace.waitFor(
    text,
    () => house.workspace.views().find((each) => JSON.stringify(each.blocks).includes(text)),
    8_000,
  );
const fieldIn = (view: View, field: string) =>
  elementsOf(view.blocks).find(({ element }) => element.action_id === field);

async function opened(preview?: (domain: string, signal: AbortSignal) => Promise<DomainSeen>): Promise<TestHouse> {
  const house = await openHouse();
  house.override.parts = preview === undefined ? {} : { preview };
  await house.workspace.slash(house.dana, '/migration start');
  await house.workspace.waitFor('the form', () => house.workspace.views()[0]);
  return house;
}

describe('the start form asks DNS', () => {
  test('Enter in the domain’s field fills in what is empty, and the form can be sent', async () => {
    const asked: string[] = [];
    const house = await opened(async (domain) => {
      asked.push(domain);
      return found(domain);
    });
    const values = { domain: 'kitano.example', new: '198.51.100.20', approvers: [house.ken.id] };
    await house.workspace.clickInView(house.dana, shownIn(house), 'domain', 'kitano.example', values);
    const view = await seen(house, 'Please check it');
    expect(asked).toEqual(['kitano.example']);
    expect(fieldIn(view, 'old')?.element).toMatchObject({ initial_value: OLD });
    expect(fieldIn(view, 'profile')?.element).toMatchObject({ initial_option: { value: 'gateway' } });
    expect(fieldIn(view, 'new')).toMatchObject({ blockId: 'new', element: { initial_value: '198.51.100.20' } });

    const wrong = await house.workspace.submitView(house.dana, view, { old: 'mail_server' });
    expect(Object.keys(wrong.errors)).toEqual([fieldIn(view, 'old')?.blockId]);
    const sent = await house.workspace.submitView(house.dana, view, {});
    expect(sent.errors).toEqual({});
    expect((await house.service.inChannel(house.place))?.facts).toMatchObject({
      domain: 'kitano.example',
      profile: 'gateway',
      servers: { old: { host: 'sv1.host.example', addresses: ['192.0.2.10'] } },
    });
  });

  test('what was typed stays, and what DNS says stands beside it', async () => {
    const house = await opened(async (domain) => found(domain));
    const values = { domain: 'kitano.example', old: 'typed.example', profile: 'hoster' };
    await house.workspace.clickInView(house.dana, shownIn(house), 'start-look-up', undefined, values);
    const view = await seen(house, 'left as you typed it');
    expect(fieldIn(view, 'old')).toMatchObject({ blockId: 'old', element: { initial_value: 'typed.example' } });
    expect(fieldIn(view, 'profile')).toMatchObject({
      blockId: 'profile',
      element: { initial_option: { value: 'hoster' } },
    });
    expect(JSON.stringify(view.blocks)).toContain(OLD);
  });

  test('while it looks, the empty fields are held back, a second press begins nothing, and nothing can be sent', async () => {
    const hold = Promise.withResolvers<void>();
    let looks = 0;
    const house = await opened(async (domain) => {
      looks += 1;
      await hold.promise;
      return found(domain);
    });
    const first = shownIn(house);
    const values = { domain: 'kitano.example' };
    const clicked = house.workspace.clickInView(house.dana, first, 'start-look-up', undefined, values);
    const looking = await seen(house, 'The empty fields come back');
    expect(fieldIn(looking, 'old')).toBeUndefined();
    await house.workspace.clickInView(house.dana, looking, 'start-look-up');
    const early = await house.workspace.submitView(house.dana, looking, { new: '198.51.100.20' });
    expect(early.errors.domain).toContain('Wait a moment');

    // Nobody waits for longer than Slack would: the fields come back, and are not touched again.
    const still = await seen(house, 'Still looking');
    const { blockId } = fieldIn(still, 'old') ?? {};
    hold.resolve();
    const offer = await seen(house, 'Fill in what is empty');
    expect(fieldIn(offer, 'old')).toMatchObject({ blockId, element: { type: 'plain_text_input' } });
    expect(fieldIn(offer, 'old')?.element).not.toHaveProperty('initial_value');
    expect((await clicked).outcome).toBe('acknowledged');
    expect(looks).toBe(1);

    await house.workspace.clickInView(house.dana, offer, 'start-fill-in', undefined, { old: 'meanwhile.example' });
    const kept = await house.workspace.waitFor('the filled form', () => {
      const view = shownIn(house);
      return fieldIn(view, 'profile')?.element.initial_option === undefined ? undefined : view;
    });
    expect(fieldIn(kept, 'old')?.element).toMatchObject({ initial_value: 'meanwhile.example' });
    await house.workspace.clickInView(house.dana, offer, 'start-fill-in');
    expect(fieldIn(shownIn(house), 'old')?.element).toMatchObject({ initial_value: 'meanwhile.example' });
  });

  test('a look that breaks, and a domain that is none, are said in words', async () => {
    const house = await opened();
    await house.workspace.clickInView(house.dana, shownIn(house), 'start-look-up');
    await seen(house, 'Type the domain first');
    await house.workspace.clickInView(house.dana, shownIn(house), 'start-look-up', undefined, {
      domain: 'kitano.example',
    });
    const view = await seen(house, 'could not be looked up');
    expect(fieldIn(view, 'old')?.element).not.toHaveProperty('initial_value');
  });

  test('fields that were held back come back though Slack refuses the first try', async () => {
    const hold = Promise.withResolvers<void>();
    const house = await opened(async (domain) => {
      await hold.promise;
      return found(domain);
    });
    await Promise.all([
      house.workspace.clickInView(house.dana, shownIn(house), 'start-look-up', undefined, { domain: 'kitano.example' }),
      seen(house, 'The empty fields come back').then(() => {
        house.workspace.fail('views.update', { kind: 'server-error' });
        hold.resolve();
      }),
    ]);
    expect(fieldIn(await seen(house, 'Please check it'), 'old')?.element).toMatchObject({ initial_value: OLD });
  });
});

describe('start with a domain in the line', () => {
  test.each([
    ['kitano.example', 'kitano.example'],
    ['https://kitano.example/contact?x=1', 'kitano.example'],
    ['<https://kitano.example|https://kitano.example>', 'kitano.example'],
    ['<http://kitano.example|kitano.example>', 'kitano.example'],
    ['Kitano.Example.', 'kitano.example'],
    ['ｋｉｔａｎｏ．ｅｘａｍｐｌｅ', 'kitano.example'],
    ['ｈｔｔｐｓ：／／ｋｉｔａｎｏ．ｅｘａｍｐｌｅ。', 'kitano.example'],
    ['info@kitano.example', 'kitano.example'],
    ['北野.example', 'xn--djr827l.example'],
  ])('%s: the form opens with it and with what DNS tells', async (typed, domain) => {
    const asked: string[] = [];
    const house = await openHouse();
    house.override.parts = {
      preview: async (name) => {
        asked.push(name);
        return found(name);
      },
    };
    expect((await house.workspace.slash(house.dana, `/migration start ${typed}`)).outcome).toBe('acknowledged');
    const view = await seen(house, 'Please check it');
    expect(asked).toEqual([domain]);
    expect(fieldIn(view, 'old')?.element).toMatchObject({ initial_value: OLD });
    expect(fieldIn(view, 'domain')?.element).toMatchObject({
      initial_value: domain.startsWith('xn--') ? '北野.example' : domain,
    });
    const sent = await house.workspace.submitView(house.dana, view, {
      new: '198.51.100.20',
      approvers: [house.ken.id],
    });
    expect(sent.errors).toEqual({});
    expect((await house.service.inChannel(house.place))?.facts).toMatchObject({ domain });
  });

  test('the form is there before DNS has answered, and its empty fields are held back until it has', async () => {
    const hold = Promise.withResolvers<void>();
    const house = await openHouse();
    house.override.parts = {
      preview: async (name) => {
        await hold.promise;
        return found(name);
      },
    };
    await house.workspace.slash(house.dana, '/migration start kitano.example');
    const looking = await seen(house, 'The empty fields come back');
    expect(fieldIn(looking, 'domain')?.element).toMatchObject({ initial_value: 'kitano.example' });
    expect(fieldIn(looking, 'old')).toBeUndefined();
    hold.resolve();
    expect(fieldIn(await seen(house, 'Please check it'), 'old')?.element).toMatchObject({ initial_value: OLD });
  });

  test.each(['kitano', 'kitano.example nonsense', 'https://', '<@U123> kitano.example'])(
    '%s: what is no domain is said at the field, and nothing is looked up',
    async (typed) => {
      const asked: string[] = [];
      const house = await openHouse();
      house.override.parts = {
        preview: async (name) => {
          asked.push(name);
          return found(name);
        },
      };
      await house.workspace.slash(house.dana, `/migration start ${typed}`);
      const view = await seen(house, 'Not a domain name');
      expect(view.blocks.map(({ block_id }) => block_id).slice(0, 3)).toEqual(['domain', 'look', 'look-said']);
      expect(fieldIn(view, 'old')).toBeDefined();
      expect(asked).toEqual([]);
      const values = { old: '192.0.2.10', new: '198.51.100.20', approvers: [house.ken.id] };
      const { errors } = await house.workspace.submitView(house.dana, view, values);
      expect(errors.domain).toContain('Not a domain name');
      await house.workspace.clickInView(house.dana, view, 'domain', 'kitano.example', { domain: 'kitano.example' });
      expect(fieldIn(await seen(house, 'Please check it'), 'old')?.element).toMatchObject({ initial_value: OLD });
    },
  );

  test('a look that breaks leaves the form to be filled in by hand', async () => {
    const house = await openHouse();
    await house.workspace.slash(house.dana, '/migration start kitano.example');
    const view = await seen(house, 'could not be looked up');
    expect(fieldIn(view, 'domain')?.element).toMatchObject({ initial_value: 'kitano.example' });
    expect(fieldIn(view, 'old')?.element).not.toHaveProperty('initial_value');
  });
});

test.each(['en', 'ja'] as const)('what the form shows of a look (%s)', (lang) => {
  const words = wordsFor(lang, { style: 'slack', timeZone: 'Asia/Tokyo' });
  const place = { teamId: 'T1', channelId: 'C1' };
  const typed = { domain: 'kitano.example', old: '', new: '', approvers: [], groups: '', solo: false, blocks: {} };
  const suggestion = suggest(found('kitano.example'));
  const base = { typed, looks: 1, held: [] };
  const views: readonly [string, StartShown][] = [
    [
      'looking',
      { ...base, said: [words.t('starting:looking', { domain: 'kitano.example' })], held: ['old', 'profile'] },
    ],
    [
      'filled',
      {
        ...base,
        typed: { ...typed, old: OLD },
        said: lookSaid(words, suggestion, typed, 'filled'),
        oldFrom: 'mail.kitano.example',
      },
    ],
    ['offer', { ...base, said: lookSaid(words, suggestion, typed, 'offer'), offer: '{}' }],
    [
      'unknown',
      {
        ...base,
        said: lookSaid(
          words,
          { domain: 'kitano.example', mail: 'failed', exchangers: [], isGateway: false, failed: 'dns-timeout' },
          typed,
          'filled',
        ),
      },
    ],
  ];
  for (const [name, shown] of views) expectGolden(`start-form-${name}.${lang}`, startModal(words, place, lang, shown));
});
