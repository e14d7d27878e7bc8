import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MailboxPlan } from '../../../rehearsal/world/plan.ts';
import { openWorld, type World } from '../../../rehearsal/world/world.ts';
import { sweepAuthorities } from '../../../src/dns/authority-sweep.ts';
import { findDelegation } from '../../../src/dns/delegation.ts';
import { mailQuestions } from '../../../src/dns/mail-records.ts';
import { sweepVantages } from '../../../src/dns/sweep.ts';
import { publicVantages, siteVantages } from '../../../src/dns/vantages.ts';
import type { MailAccount } from '../../../src/mail/account.ts';
import { checkLogin, checkSubmission } from '../../../src/mail/login-check.ts';
import { surveyMailbox } from '../../../src/mail/survey.ts';
import type { Arrival, MailboxSurvey } from '../../../src/migration/observations.ts';
import { createDialer, type Dialer } from '../../../src/net/dial.ts';

/** The world as the bot's own looks see it, through the address book. */
let world: World;
let dialer: Dialer;
const now = () => Date.now();
const signal = new AbortController().signal;

beforeAll(async () => {
  world = await openWorld({ seed: 3 });
  const book = new Map(world.addressBook.map((entry) => [`${entry.address} ${entry.port} ${entry.transport}`, entry]));
  dialer = createDialer({
    trust: [world.trust],
    addressBook: (address, port, transport) => {
      const entry = book.get(`${address} ${port} ${transport}`);
      return entry === undefined ? undefined : { host: entry.host, port: entry.hostPort };
    },
  });
});
afterAll(() => world.close());

test('the walk from the root finds both servers of the domain, at parent and child', async () => {
  const found = await findDelegation(dialer, world.plan.domain, { roots: world.rootHints, now });
  expect(found).toMatchObject({ zone: world.plan.domain, parentZone: 'example', failures: [] });
  if ('outcome' in found) throw new Error('no delegation');
  expect(found.servers.map((server) => server.address).sort()).toEqual(['198.51.100.11', '198.51.100.12']);
});

test('every authoritative server answers every mail question', async () => {
  const sweep = await sweepAuthorities(dialer, {
    domain: world.plan.domain,
    questions: mailQuestions({ domains: [world.plan.domain] }),
    roots: world.rootHints,
    now,
  });
  expect(sweep.failures).toEqual([]);
  expect(sweep.observations.filter(({ result }) => result.outcome === 'failed')).toEqual([]);
  for (const change of world.zone.changes) {
    const answers = sweep.observations.filter(
      ({ question }) => question.name === change.name && question.type === change.type,
    );
    expect(answers.map(({ result }) => result.outcome === 'answer' && result.values)).toEqual([
      change.before,
      change.before,
    ]);
  }
});

test('all vantages are in the book; one operator is silent, the others answer', async () => {
  const vantages = [...publicVantages(), ...siteVantages(world.siteResolvers)];
  const questions = world.zone.changes
    .map(({ name, type }) => ({ name, type }))
    .filter((each): each is { name: string; type: 'A' | 'MX' } => each.type === 'A' || each.type === 'MX');
  const seen = await sweepVantages(dialer, { vantages, questions, samples: 3, attempts: 1, timeoutMs: 1_000, now });
  const failures = seen.flatMap(({ operator, result }) =>
    result.outcome === 'failed' ? [{ operator, code: result.code }] : [],
  );
  expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['dns-timeout', 'dns-servfail']));
  const silent = new Set(failures.filter(({ code }) => code === 'dns-timeout').map(({ operator }) => operator));
  expect(silent.size).toBe(1);
  expect(failures.some(({ operator }) => operator === 'site')).toBe(false);
}, 20_000);

test('logins: by the pin target with a good certificate, refused for the one wrong password', async () => {
  const { plan } = world;
  for (const account of world.team.accounts()) {
    const old = await checkLogin(dialer, imap('old', account.oldLogin, account.oldPassword), { signal, now });
    expect(old).toMatchObject({ outcome: 'ok', certificateNames: [plan.old.name] });
    const fresh = await checkLogin(dialer, imap('new', account.newLogin, account.newPassword), { signal, now });
    expect(fresh).toMatchObject(
      account.address === plan.wrongPassword ? { outcome: 'failed', code: 'login-refused' } : { outcome: 'ok' },
    );
  }
  const [account] = world.team.accounts();
  const byHostname = imap(
    'new',
    account?.newLogin ?? '',
    world.plan.mailboxes[0]?.newPassword ?? '',
    `mail.${plan.domain}`,
  );
  expect(await checkLogin(dialer, byHostname, { signal, now })).toMatchObject({ outcome: 'ok' });
  expect(await checkSubmission(dialer, { ...byHostname, port: 465 }, { signal, now })).toMatchObject({ outcome: 'ok' });
  expect(
    await checkSubmission(dialer, { ...byHostname, port: 587, security: 'starttls' }, { signal, now }),
  ).toMatchObject({ outcome: 'ok' });
  const onOld = imap('old', account?.oldLogin ?? '', account?.oldPassword ?? '', `mail.${plan.domain}`);
  expect(await checkLogin(dialer, onOld, { signal, now })).toMatchObject({
    outcome: 'failed',
    code: 'tls-name-mismatch',
  });
});

test('a survey learns each host by its stamps, then finds what is new, genuine and not', async () => {
  const { plan } = world;
  const [old, fresh] = [plan.old.name, plan.new.name];
  const survey = (side: 'old' | 'new', mailbox: MailboxPlan, since?: MailboxSurvey) => {
    const [ownStamps, otherStamps] = side === 'old' ? [[old], [fresh]] : [[fresh], [old]];
    const account = imap(side, mailbox.address, side === 'old' ? mailbox.oldPassword : mailbox.newPassword);
    const request = { mailbox: mailbox.address, ownStamps: since === undefined ? [] : ownStamps, otherStamps };
    const cursor = since === undefined ? {} : { cursor: since.folders, cursorAt: since.at };
    return surveyMailbox(dialer, account, { ...request, ...cursor }, { signal, now });
  };
  const baselines = new Map<string, MailboxSurvey>();
  for (const mailbox of plan.mailboxes) {
    const baseline = await survey('old', mailbox);
    expect(baseline).toMatchObject({ outcome: 'ok', stampNames: [old], arrivals: [] });
    if (baseline.outcome === 'ok') baselines.set(mailbox.address, baseline);
    expect(await survey('new', mailbox)).toMatchObject({ outcome: 'ok', stampNames: [fresh] });
  }

  world.start();
  const found: Arrival[] = [];
  const kindsOfMail = async () => {
    found.length = 0;
    for (const mailbox of plan.mailboxes) {
      const seen = await survey('old', mailbox, baselines.get(mailbox.address));
      if (seen.outcome !== 'ok') throw new Error(seen.code);
      found.push(...seen.arrivals);
    }
    return new Set(found.map(({ suspect }) => (suspect === undefined ? 'mail' : 'spam')));
  };
  await expect.poll(kindsOfMail, { interval: 200, timeout: 15_000 }).toEqual(new Set(['mail', 'spam']));
  expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['delivery']));
  for (const arrival of found) {
    const sender = plan.senders.find(({ from }) => from === arrival.from);
    const path = sender === undefined ? { address: plan.spam.address } : { helo: sender.helo, address: sender.address };
    expect(arrival.path).toMatchObject(path);
    expect(arrival.suspect === undefined).toBe(sender !== undefined);
  }
}, 25_000);

const imap = (
  side: 'old' | 'new',
  user: string,
  password: string,
  servername = world.plan[side].name,
): MailAccount => ({
  address: world.plan[side].address,
  port: 993,
  security: 'tls',
  servername,
  verify: 'strict',
  user,
  password,
});
