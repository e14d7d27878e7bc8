import { setTimeout as delay } from 'node:timers/promises';
import type { Message } from '../slack/workspace.ts';
import type { Mistake } from '../world/zone-affairs.ts';
import { type Acting, bringBack, carry, type TeamParts } from './acting.ts';
import { kindOf, saidIn } from './channel.ts';
import { narration } from './narration.ts';
import { DIFFERENCE_KINDS, refusesFor } from './told.ts';

const BEGIN_LIMIT_MS = 6_000;
const TOLD_LIMIT_MS = 30_000;
const ASK_AGAIN_MS = 1_000;
/** Somebody reads the message, opens the panel, and finds the place. */
const MENDING_MS = 1_500;
/** For so long mail lands on a new server that takes only some of it, before the team gives up on it. */
const TROUBLE_MS = 3_000;

/** From "DNS may be rewritten" to the rewrite that stays, with whatever this world has the team do on the way. */
export async function rewriteDns(parts: TeamParts, acting: Acting): Promise<void> {
  const { world } = parts;
  if (world.plan.traits.rollback === true) {
    const some = world.plan.mailboxes.slice(0, 2).map((mailbox) => mailbox.address);
    world.new.trouble(some);
    await rewriteOnce(parts, acting, false);
    await delay(TROUBLE_MS);
    await rollBack(parts, acting);
  }
  await rewriteOnce(parts, acting);
}

/**
 * Keys that would not fit once the delegation leads elsewhere: whoever asks why the gate stays shut is told, and mends it
 * before anything is rewritten.
 */
export async function readyKeys({ world, transcript, lang }: TeamParts, { answerTo, people }: Acting): Promise<void> {
  const { dnsMove, dnssec } = world.plan.traits;
  if (dnsMove === undefined || !world.zone.mistakes().includes('dnssec')) return;
  const until = Date.now() + TOLD_LIMIT_MS;
  for (;;) {
    const answer = await answerTo(people.aoi, '/migration gate cut-over CUT-PLAN-REST');
    if (answer !== undefined && refusesFor(answer, world.zone.signOf('dnssec'))) break;
    if (Date.now() > until) throw new Error('the gate does not say that the keys will not fit');
    await delay(ASK_AGAIN_MS);
  }
  await delay(MENDING_MS);
  await world.zone.mend('dnssec');
  const { keysShared, dsOut } = narration(lang);
  transcript.aside(dnssec?.cure === 'keys' ? keysShared : dsOut);
}

/**
 * Once the domain's MX leads elsewhere the old server's panel turns an alias off, and mail for it would bounce. The bot
 * must sound the alarm; then it is turned on again, and an approver says what came of it.
 */
async function turnAliasOff({ world, transcript, lang }: TeamParts, { say, until, people }: Acting): Promise<void> {
  const { alias, traits } = world.plan;
  if (alias === undefined || traits.oldRefuses !== true) return;
  const since = Date.now();
  world.old.alias(alias.address, undefined);
  transcript.aside(narration(lang).aliasOff);
  await until('old-refuses', { since });
  await delay(MENDING_MS);
  world.old.alias(alias.address, alias.mailbox);
  transcript.aside(narration(lang).aliasOn);
  await say(
    people.ken,
    `/migration waive switch-back SWB-ACCEPT-OLD address:${alias.address} ${narration(lang).nothingBounced}`,
  );
}

async function rewriteOnce(parts: TeamParts, acting: Acting, last = true): Promise<void> {
  const { world, transcript, lang } = parts;
  const says = narration(lang);
  await carry(parts);
  await begin(acting);
  const begunAt = Date.now();
  // The panel is as quick as the zone: between the rewrite and the watermark there is hardly time to ask.
  const aliasOff = last ? turnAliasOff(parts, acting) : undefined;
  // Whatever else goes wrong meanwhile is told first.
  aliasOff?.catch(() => {});
  await world.zone.rewrite();
  transcript.aside(world.zone.at() === 'next' ? says.delegated : says.rewritten);
  for (const mistake of world.zone.mistakes()) {
    await told(parts, mistake, begunAt);
    await delay(MENDING_MS);
    await world.zone.mend(mistake);
    transcript.aside(says.mended[mistake]);
  }
  await aliasOff;
  await carry(parts);
}

async function begin({ say, seenWithin, people }: Acting): Promise<void> {
  const since = Date.now();
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await say(people.aoi, '/migration step rewrite begin');
    if ((await seenWithin(BEGIN_LIMIT_MS, 'rewrite', since)) !== undefined) return;
  }
  throw new Error('the rewrite could not be begun');
}

/** The team learns of its mistake from the channel, and from nowhere else. */
async function told({ world }: TeamParts, mistake: Mistake, since: number): Promise<void> {
  const sign = world.zone.signOf(mistake);
  const names = (message: Message): boolean =>
    message.onlyFor === undefined && DIFFERENCE_KINDS.includes(kindOf(message) ?? '') && saidIn(message).includes(sign);
  await world.slack.waitFor(
    `the channel to name "${sign}" (${mistake})`,
    () =>
      world.slack
        .happenings()
        .find(
          (happening) =>
            (happening.kind === 'posted' || happening.kind === 'edited') &&
            happening.at >= since &&
            names(happening.message),
        ),
    TOLD_LIMIT_MS,
  );
}

/** DNS as it was, the new server mended, mail that it had taken brought back, and on again. */
async function rollBack(parts: TeamParts, { say, until, insist, people }: Acting): Promise<void> {
  const { world, transcript, lang } = parts;
  const says = narration(lang);
  transcript.aside(says.troubled);
  const since = Date.now();
  await say(people.aoi, `/migration rollback ${says.rollbackReason}`);
  await until('state', { since });
  await world.zone.rollBack();
  transcript.aside(says.rolledBack);
  world.new.trouble([]);
  await bringBack(parts);
  await insist(people.aoi, '/migration resume', 'state');
  await bringBack(parts);
  const resumedAt = Date.now();
  await say(people.aoi, '/migration gate cut-over');
  await until('gate-opened', { gate: 'cut-over', since: resumedAt });
}
