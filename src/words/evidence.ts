import type { Evidence, Figure } from '../migration/gates/criterion.ts';
import type { Speaker } from './engine.ts';
import { flushAdvice, isOwn } from './flush.ts';

/** What was seen, in one short sentence (two where a figure needs its reason). */
export function sayEvidence(say: Speaker, { code, figures: seen }: Evidence): string {
  const figures = { ...seen, ...heldFigures(say, { code, figures: seen }) };
  const variant = variantOf({ code, figures });
  const text =
    variant === undefined ? say.code('evidence', code, figures) : say.t(`evidenceVariants:${variant}`, figures);
  if (code !== 'not-quiet-yet' || !(Number(figures.hosts) < Number(figures.hostsExpected))) return text;
  return say.t('joints:two-sentences', { first: text, second: say.t('evidenceVariants:quiet-few-hosts', figures) });
}

/** Their sentences begin with who it is: one's own resolver has no operator to name. */
const HOLDS_ON: ReadonlySet<string> = new Set(['vantage-extended', 'vantage-stale', 'vantage-wrong']);

/** What to do about a cache that holds on, and by how long it overstays. */
function heldFigures(say: Speaker, { code, figures }: Evidence): Readonly<Record<string, Figure>> {
  const { vantage, operator, record, goneAt, watermarkAt } = figures;
  if (typeof vantage !== 'string' || typeof operator !== 'string' || typeof record !== 'string') return {};
  const beyond = typeof goneAt === 'number' && typeof watermarkAt === 'number' ? goneAt - watermarkAt : 0;
  return {
    flush: flushAdvice(say, { vantage, operator, record, wrong: code === 'vantage-wrong' }),
    ...(isOwn({ vantage, operator }) && HOLDS_ON.has(code) ? { operator: say.t('flush:own-name', { vantage }) } : {}),
    ...(beyond > 0 ? { beyondMs: beyond } : {}),
  };
}

/** One code, several situations: its figures tell which. */
function variantOf({ code, figures }: Evidence) {
  switch (code) {
    case 'some-open':
      return openBeside(figures);
    case 'gone-stale':
      return figures.seenAt === 0 ? 'gone-stale-undated' : undefined;
    case 'login-ok':
      return figures.host === undefined ? undefined : 'login-ok-hostname';
    case 'login-failed':
      return figures.host === undefined ? undefined : 'login-failed-hostname';
    case 'certificate-misses':
      return Array.isArray(figures.names) && figures.names.length > 0 ? undefined : 'certificate-misses-all';
    case 'authority-new':
      if (figures.total === undefined) return undefined;
      return figures.sinceAt === 0 ? 'authority-new-undated' : 'authority-new-all';
    case 'vantage-old':
      return isOwn({ vantage: String(figures.vantage), operator: String(figures.operator) })
        ? 'vantage-old-site'
        : undefined;
    case 'vantage-extended':
      return figures.beyondMs === undefined ? 'vantage-extended-undated' : undefined;
    case 'authority-former':
      return figures.sinceAt === undefined ? undefined : 'authority-former-over';
    case 'pop3-not-lasting':
      return figures.oldestAt === undefined ? undefined : 'pop3-not-lasting-oldest';
    case 'ledger-before-close':
      return Number(figures.closedAt ?? 0) > 0 ? undefined : 'ledger-not-closed';
    case 'door-shut':
      return figures.reply === '' || figures.reply === undefined ? 'door-silent' : undefined;
    case 'dns-hosting-needed':
      return figures.goneAt === undefined ? undefined : 'dns-hosting-needed-until';
    case 'not-quiet-yet':
      if (figures.quietForMs === 0) return 'quiet-ahead';
      return figures.lastAt === figures.fromAt ? 'quiet-after-straggler' : undefined;
    case 'step-done':
      return figures.by === undefined ? 'step-done-plain' : undefined;
    default:
      return undefined;
  }
}

/** What is counted and what is open are not the same things: each is named. */
function openBeside({ beside, of }: Evidence['figures']) {
  if (!(Number(beside ?? 0) > 0)) return undefined;
  return of === 'mailbox' || of === 'client' || of === 'record' ? (`some-open-${of}` as const) : undefined;
}
