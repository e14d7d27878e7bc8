import { describe, expect, test } from 'vitest';
import type { Facts, Language } from '../../src/migration/facts.ts';
import { PLAN_WHICH, type PlanWhich } from '../../src/slack/parse/request.ts';
import { parse } from '../../src/slack/parse.ts';
import type { Rendered } from '../../src/slack/views/blocks.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
import { planFileView, planPanelView } from '../../src/slack/views/plan-file.ts';
import { wordsFor } from '../../src/words/words.ts';
import { PLAN_FORMATS, planFile } from '../../src/words/zone-file/plan-file.ts';
import { aPlan, PLAN, ZONE } from '../words/zone-file/a-plan.ts';

const LANGUAGES: readonly Language[] = ['en', 'ja'];
const wordsIn = (lang: Language) => wordsFor(lang, { style: 'slack', timeZone: 'Asia/Tokyo' });
const en = wordsIn('en');
const PART = {
  before: 'now',
  rewrite: 'rewrite',
  close: 'close',
  after: 'after',
  back: 'back',
  image: 'before-image',
} as const;

const cloudflare = aPlan({
  authorities: { '192.0.2.53': 'ada.ns.cloudflare.com' },
  zones: { [ZONE]: ['192.0.2.53'] },
  delegations: { [ZONE]: { parent: ['ada.ns.cloudflare.com'], ttlSeconds: 86_400, since: 1, servers: [] } },
});
/** Keys of many selectors, each as long as keys are, and one text with every character that Slack or a fence would take. */
const ODD = 'v=x; a<b>&c ```d` "e" <@U1> <!channel> #general http://example.jp';
const long = aPlan({
  plan: [
    ...PLAN,
    ...Array.from({ length: 60 }, (_, n) => ({
      name: `s${n}._domainkey.${ZONE}`,
      type: 'TXT' as const,
      before: [],
      after: [`v=DKIM1; k=rsa; p=${'MIIBIjANBgkqhkiG'.repeat(24)}${n}`],
      when: 'rewrite' as const,
    })),
    { name: `odd.${ZONE}`, type: 'TXT', before: [], after: [ODD], when: 'rewrite' },
    { name: `longest.${ZONE}`, type: 'TXT', before: [], after: ['<&>'.repeat(1_500)], when: 'rewrite' },
  ],
});
const empty = aPlan({ plan: [], image: { at: 1, records: {} } });

const texts = (view: Rendered): readonly string[] =>
  view.blocks.flatMap((block) => (block.type === 'section' ? (block.text?.text ?? []) : []));
/** What somebody copies: the code blocks as Slack shows them. */
const copied = (view: Rendered): readonly string[] =>
  texts(view)
    .filter((text) => text.startsWith('```\n'))
    .map((text) => text.slice(4, -4).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
/** All pages of an answer, in the order in which each names the next one. */
function pages(view: (page: number) => Rendered): readonly Rendered[] {
  const all: Rendered[] = [];
  for (let page = 1; ; page += 1) {
    const one = view(page);
    all.push(one);
    const line = /`(\/migration plan as [^`]+)`/.exec(JSON.stringify(one.blocks.at(-1)))?.[1];
    if (line === undefined) return all;
    expect(parse(line.replace('/migration ', ''))).toMatchObject({ ok: true, request: { page: page + 1 } });
  }
}

describe.each(LANGUAGES)('every form of every part, in %s', (lang) => {
  const words = wordsIn(lang);
  test.each([
    ['of a panel that nobody knows', aPlan()],
    ['of Cloudflare', cloudflare],
    ['of far more than one message holds', long],
    ['of nothing', empty],
  ])('is taken by Slack: %s', (_, facts: Facts) => {
    for (const which of PLAN_WHICH) {
      const forms = [
        ...PLAN_FORMATS.map((form) => pages((page) => planFileView(facts, form, { which, page }, words))),
        pages((page) => planPanelView(facts, { which, page }, words)),
      ];
      for (const view of forms.flat()) expect(overLimits(view), `${which}: ${view.text}`).toEqual([]);
    }
  });
});

describe('what is copied', () => {
  test.each(PLAN_FORMATS)('%s: page by page the whole file, as it stands', (form) => {
    for (const facts of [aPlan(), long])
      for (const which of PLAN_WHICH) {
        const file = planFile(facts, form, PART[which]);
        const all = pages((page) => planFileView(facts, form, { which, page }, en)).flatMap(copied);
        const whole = all.join('\n').split('\n');
        const wanted = file.trimEnd().replaceAll('```', 'ˋˋˋ').split('\n');
        // A line that is longer than a block goes on in the next one.
        const isLongest = (line: string) => line.includes('<&><&>');
        expect(whole.filter((line) => !isLongest(line)).map((line) => (line === ' ' ? '' : line))).toEqual(
          wanted.filter((line) => !isLongest(line)),
        );
        expect(whole.filter(isLongest).join('')).toBe(wanted.filter(isLongest).join(''));
      }
  });

  test('no block is one that Slack makes links or mentions in', () => {
    const views = pages((page) => planFileView(long, 'bind', { which: 'rewrite', page }, en));
    for (const view of views)
      for (const block of view.blocks)
        if (block.type === 'section') expect(block.text).toMatchObject({ verbatim: true });
    const odd = views.flatMap(texts).find((text) => text.includes('odd.'));
    expect(odd).toContain('&lt;@U1&gt; &lt;!channel&gt;');
    expect(odd?.match(/```/g)).toHaveLength(2);
  });

  test('the last page says that it is, and a page beyond it is the last', () => {
    const all = pages((page) => planFileView(long, 'bind', { which: 'rewrite', page }, en));
    expect(all.length).toBeGreaterThan(1);
    expect(JSON.stringify(all.at(-1)?.blocks)).toContain(`Page ${all.length} of ${all.length}, the last.`);
    const beyond = planFileView(long, 'bind', { which: 'rewrite', page: 99 }, en);
    expect(copied(beyond)).toEqual(copied(planFileView(long, 'bind', { which: 'rewrite', page: all.length }, en)));
    expect(JSON.stringify(beyond.blocks)).toContain(`There is no page 99; the last is ${all.length}, shown here.`);
    expect(JSON.stringify(all)).not.toContain('There is no page');
  });

  test('an empty part says so in words', () => {
    for (const which of PLAN_WHICH) {
      const { text, blocks } = planFileView(empty, 'bind', { which, page: 1 }, en);
      expect(text).toMatch(/: nothing to write there\.$/);
      expect(blocks).toEqual([]);
      expect(planPanelView(empty, { which, page: 1 }, en).text).toBe(text);
    }
  });
});

describe('field by field', () => {
  const panel = (facts: Facts, which: PlanWhich) =>
    pages((page) => planPanelView(facts, { which, page }, en)).map((view) => texts(view).join('\n'));

  test('an unknown panel shows both ways, and what tells them apart', () => {
    const [said = ''] = panel(aPlan(), 'rewrite');
    expect(said).toContain('both ways of writing are shown');
    expect(said).toContain('name `mail` or `mail.kitano.example.`');
    expect(said).toContain('value `mx3.newhost.example` or `mx3.newhost.example.`');
    expect(said).toContain('• If the panel shows the domain behind the name field');
  });

  test('a known one shows its own way, and what trips people up with these records only', () => {
    const rewrite = panel(cloudflare, 'rewrite').join('\n');
    expect(rewrite).toContain('kitano.example in the panel of Cloudflare');
    expect(rewrite).not.toContain(' or `');
    expect(rewrite).toContain('• Set the cloud to grey');
    expect(rewrite).not.toContain('quotes');
    const after = panel(cloudflare, 'after').join('\n');
    expect(after).toContain('quotes');
    expect(after).not.toContain('cloud to grey');
    for (const said of [rewrite, after]) {
      const traps = said.split('\n').filter((line) => line.startsWith('•'));
      expect(new Set(traps).size).toBe(traps.length);
    }
  });

  test('no record is lost between pages, nor torn', () => {
    const all = panel(long, 'rewrite');
    expect(all.length).toBeGreaterThan(1);
    for (let n = 0; n < 60; n += 1) {
      const on = all.filter((said) => said.includes(`\`s${n}._domainkey\``));
      expect(on, `s${n}`).toHaveLength(1);
      expect(on[0]).toContain(`MIIBIjANBgkqhkiG${n}\``);
    }
    for (const said of all) expect(said).toContain('• ');
  });
});
