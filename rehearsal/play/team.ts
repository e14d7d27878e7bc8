import { setTimeout as delay } from 'node:timers/promises';
import { textAt } from '../slack/json.ts';
import type { Person } from '../slack/workspace.ts';
import { SELECTORS } from '../world/dns/domain.ts';
import { type Acting, carry, createActing, ownerOf, type TeamParts } from './acting.ts';
import { clientsOf } from './client-owners.ts';
import { narration } from './narration.ts';
import { listClients, type Owners, onBehalf, ownersAct } from './owners.ts';
import { react } from './reactions.ts';
import { readyKeys, rewriteDns } from './rewriting.ts';
import { accountsCsv } from './team-list.ts';

const CUT_OVER_ITEMS = 'forwarders aliases catch-all lists filters shared-mailboxes';
const COPY_EVERY_MS = 1_000;
const CANCEL_ITEMS = 'calendars-contacts devices retention contract-dates other-services';

/**
 * The team plays its part: Aoi leads and rewrites DNS, Ken and Mika approve, and each client has an owner. They act on
 * what the channel shows them, through the same commands and buttons as anybody. Resolves once the old server is
 * cancelled and the migration has ended.
 */
export async function playTeam(parts: TeamParts): Promise<void> {
  const acting = createActing(parts);
  const { say, until } = acting;
  const { aoi } = acting.people;
  const reactions = react(parts, acting);
  const owners = ownersAct(parts, acting);
  try {
    await start(parts, aoi);
    await until('started');
    await prepare(parts, acting);
    await onBehalf(parts, acting, 'pin');
    await owners.done('pin');
    await say(aoi, `/migration window <@${aoi.id}> now 2h`);
    await say(aoi, '/migration gate cut-over');
    await readyKeys(parts, acting);

    const stopCopying = copyOverAndOver(parts);
    try {
      await until('gate-opened', { gate: 'cut-over' });
    } finally {
      await stopCopying();
    }
    await rewriteDns(parts, acting);
    const rewrittenAt = Date.now();
    await onBehalf(parts, acting, 'rewrite');
    await owners.done('rewrite');

    await until('gate-opened', { gate: 'switch-back', since: rewrittenAt });
    await restore(parts, acting, owners);
    await close(parts, acting);

    await until('gate-opened', { gate: 'cancel' });
    await say(aoi, '/migration status');
    const endsAt = Date.now();
    await acting.sayWhenOpen(aoi, '/migration step retire done', 'cancel');
    await until('report', { since: endsAt });
  } finally {
    await Promise.all([reactions.stop(), owners.stop()]);
  }
}

async function start({ world, transcript, lang }: TeamParts, aoi: Person): Promise<void> {
  const { slack, plan } = world;
  transcript.did(aoi, '/migration start');
  await slack.slash(aoi, '/migration start');
  const view = await slack.waitFor('the start form', () =>
    slack.views().find((candidate) => candidate.callbackId === 'start'),
  );
  const further = view.blocks.map((block) => textAt(block, 'block_id') ?? '').find((id) => /further/i.test(id));
  const all = [plan.typedDomain, ...(plan.furtherDomain === undefined ? [] : [plan.furtherDomain])];
  const { errors } = await slack.submitView(aoi, view, {
    ...(further === undefined || plan.furtherDomain === undefined
      ? { domain: all.join(' ') }
      : { domain: plan.typedDomain, [further]: plan.furtherDomain }),
    scope: 'mail-only',
    profile: 'hoster',
    old: `${plan.old.name} ${plan.old.address}`,
    new: plan.new.name,
    approvers: ['ken', 'mika', 'jonas'].map((name) => slack.person(name).id),
    language: lang,
  });
  if (Object.keys(errors).length > 0) throw new Error(`the start form was refused: ${JSON.stringify(errors)}`);
}

/** The lists, the accounts, what the bot cannot know of the new server, and everything that DNS can say beforehand. */
async function prepare(parts: TeamParts, acting: Acting): Promise<void> {
  const { world, bot, transcript, lang } = parts;
  const { say } = acting;
  const { aoi } = acting.people;
  const says = narration(lang);
  const { plan } = world;
  await say(aoi, `/migration mailboxes add ${plan.mailboxes.map((mailbox) => mailbox.address).join(' ')}`);
  await listClients(parts, acting);
  await nameOwners(parts, acting);
  await bot.importAccounts(accountsCsv(world));
  transcript.aside(says.imported);
  await say(aoi, `/migration plan dkim ${SELECTORS.new}`);
  if (plan.nextNameServers !== undefined) await say(aoi, `/migration plan dns ${plan.nextNameServers.join(' ')}`);
  await say(aoi, '/migration step inventory done');
  await world.zone.prepare();
  transcript.aside(says.prepared);
  if (plan.traits.sts !== undefined) transcript.aside(says.policy);
  if (plan.nextNameServers !== undefined) transcript.aside(says.newZone);
  await say(aoi, `/migration checklist done ${CUT_OVER_ITEMS}`);
  // Whoever copies by hand wants no second hand at it.
  await say(aoi, plan.traits.botCopies === true ? '/migration settings copy on' : '/migration settings rescue off');
  await bot.addRelay(plan.old.name);
  transcript.aside(says.relayed);
  await say(aoi, '/migration step prepare done');
}

/** Where the bot carries messages over, their owners are told: it must know who they are. */
async function nameOwners(parts: TeamParts, { say, people }: Acting): Promise<void> {
  const { mailboxes, traits } = parts.world.plan;
  if (traits.botCopies !== true) return;
  for (const { address, owner } of mailboxes)
    await say(people.aoi, `/migration mailboxes owner ${address} <@${ownerOf(parts, owner).id}>`);
}

/** Whoever copies by hand has a program do it over and over: mail comes in all the time. */
function copyOverAndOver(parts: TeamParts): () => Promise<void> {
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      await carry(parts);
      await delay(COPY_EVERY_MS);
    }
  })();
  return async () => {
    stopped = true;
    await loop;
  };
}

/** All go back as they are asked to; one owner is asked once more, by a colleague who sees in the list who is missing. */
async function restore(parts: TeamParts, acting: Acting, owners: Owners): Promise<void> {
  const { world, transcript, lang } = parts;
  const { aoi } = acting.people;
  await onBehalf(parts, acting, 'restore');
  await owners.done('restore');
  await acting.say(aoi, '/migration clients');
  const forgotten = clientsOf(world).find(({ plan }) => plan.forgetsToRestore);
  const says = narration(lang);
  transcript.aside(says.forgot);
  if (forgotten?.owner !== undefined)
    await world.slack.say(aoi, says.askedAgain(`<@${forgotten.owner.id}>`, forgotten.plan.device));
  owners.remind();
  await owners.done('restore');
}

async function close(parts: TeamParts, acting: Acting): Promise<void> {
  const { world, bot, transcript, lang } = parts;
  const { aoi, ken } = acting.people;
  await acting.say(aoi, '/migration step close');
  await carry(parts);
  world.old.shut();
  await world.zone.clean();
  transcript.aside(narration(lang).shut);
  await carry(parts);
  await acting.sayWhenOpen(aoi, '/migration step close done', 'switch-back');
  await bot.keepArchive();
  transcript.aside(narration(lang).archived);
  await acting.say(aoi, `/migration checklist done ${CANCEL_ITEMS}`);
  const { monthly } = world.plan;
  if (monthly !== undefined) {
    // Nobody can wait for it here: whoever it concerns is asked instead.
    await acting.say(aoi, '/migration gate cancel CAN-SENDERS');
    await acting.say(ken, `/migration senders dismiss ${monthly.from} because ${narration(lang).monthlyAsked}`);
  }
  await acting.explainPuzzles('cancel');
  await acting.say(aoi, '/migration stragglers');
}
