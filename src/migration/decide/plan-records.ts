import { canonicalAddress, isHostName } from '../addresses.ts';
import type { PersonCommand } from '../commands.ts';
import type { Happening } from '../events.ts';
import type { Facts, PlanRecord } from '../facts.ts';
import { recordKey } from '../keys.ts';
import { isPublishedEarly } from '../plan/purposes.ts';
import { purposeOf } from '../plan.ts';
import { isSpf, spfWithoutOld } from '../spf.ts';
import { domainsOf, isOurs } from '../zones.ts';
import { isSeveralTexts, unfit } from './plan-values.ts';
import { changed } from './planning.ts';
import { unlessRuler } from './rule.ts';
import { already, refuse, type Step } from './step.ts';

type RecordCommand = Extract<
  PersonCommand,
  { kind: 'set-plan' | 'drop-plan' | 'set-dns-move' | 'set-selectors' | 'add-names' }
>;

/** What is rewritten, what the new side signs with, and which further names are followed. */
export function decideRecords(facts: Facts, command: RecordCommand): Step {
  const none = unlessRuler(facts, command);
  if (none !== undefined) return none;
  switch (command.kind) {
    case 'set-plan':
      return setPlan(facts, command);
    case 'drop-plan':
      return dropPlan(facts, command);
    case 'set-dns-move':
      return setDnsMove(facts, command);
    case 'set-selectors':
      return setSelectors(facts, command);
    case 'add-names':
      return addNames(facts, command);
  }
}

/** From the first sight of new data on, the plan is what the world is measured by. */
function isFixed(facts: Facts): boolean {
  return facts.rewriteSeenAt !== undefined;
}

/** One record set of any moved domain. Names are in A-labels here: the doors turn what people type into them. */
function setPlan(facts: Facts, command: Extract<RecordCommand, { kind: 'set-plan' }>): Step {
  if (isFixed(facts)) return refuse('plan-fixed');
  const { type } = command.record;
  const name = command.record.name.toLowerCase();
  const after = [...new Set(command.record.after.map((value) => spelled(type, value)))].sort();
  const record = recordKey({ name, type });
  if (type === 'NS') return refuse('plan-delegation', { record });
  if (!isOurs(facts, name)) return refuse('foreign-name', { name: name.slice(0, 80) });
  if (type === 'TXT' && isSeveralTexts(after)) return refuse('one-text', { record });
  const bad = unfit({ name, type, after });
  if (bad !== undefined) return refuse('bad-plan', { record, value: bad.slice(0, 80) });
  const other = besideAlias(facts, { name, type });
  if (other !== undefined) return refuse('plan-alias', { record, other: recordKey({ name, type: other }) });
  const known = facts.plan.find((planned) => recordKey(planned) === record);
  const isSame = known?.dropped === undefined && known?.after.join('\n') === after.join('\n');
  if (known !== undefined && isSame) return already('record', { record, after });
  const purpose = known?.purpose ?? purposeOf({ name, type });
  const before = known?.before ?? servedBefore(facts, { name, type, purpose });
  const own = known === undefined || known.added === true ? { added: true } : {};
  const planned = { name, type, purpose, before, after, ...own };
  return changed(facts, 'cut-over', {
    kind: 'plan-set',
    record: { ...planned, when: isPublishedEarly(planned) ? 'before' : 'rewrite', ...finalOf(facts, planned) },
  });
}

/** What the plan did not know, the before-image may: of the texts of a name, those that this one takes the place of. */
function servedBefore(facts: Facts, planned: Pick<PlanRecord, 'name' | 'type' | 'purpose'>): string[] {
  const values = facts.image?.records[recordKey(planned)]?.values ?? [];
  return (planned.purpose === 'spf' ? values.filter(isSpf) : [...values]).toSorted();
}

/** What an alias would stand beside (RFC 2181, section 10.1): at a zone's apex always something, else what is planned. */
function besideAlias(facts: Facts, { name, type }: Pick<PlanRecord, 'name' | 'type'>): PlanRecord['type'] | undefined {
  const isApex = domainsOf(facts).includes(name) || facts.zones?.[name] !== undefined;
  if (type === 'CNAME' && isApex) return 'NS';
  const others = facts.plan.filter((one) => one.name === name && one.dropped === undefined && one.after.length > 0);
  return others.find((one) => one.type !== type && (type === 'CNAME' || one.type === 'CNAME'))?.type;
}

/** Texts mind their capitals and their spaces; addresses have one spelling. */
function spelled(type: PlanRecord['type'], value: string): string {
  if (type === 'TXT') return value.trim();
  const small = value.trim().replace(/\s+/g, ' ').toLowerCase();
  return type === 'AAAA' ? canonicalAddress(small) : small;
}

/** What must stand before the old server is cancelled: what the person wrote, less what names the old side. */
function finalOf(facts: Facts, planned: Omit<PlanRecord, 'when'>): Pick<PlanRecord, 'final'> {
  const { old, new: fresh } = facts.servers;
  const purpose = purposeOf(planned);
  if (purpose === 'spf') return { final: planned.after.map((value) => spfWithoutOld(value, old, fresh)) };
  // The digests of both certificates first, the new one's alone in the end.
  const own = planned.after.filter((value) => !planned.before.includes(value));
  return purpose === 'tlsa' && own.length > 0 && own.length < planned.after.length ? { final: own } : {};
}

function dropPlan(facts: Facts, command: Extract<RecordCommand, { kind: 'drop-plan' }>): Step {
  const record = recordKey({ name: command.name.toLowerCase(), type: command.type });
  if (isFixed(facts)) return refuse('plan-fixed');
  const known = facts.plan.find((planned) => recordKey(planned) === record);
  if (known === undefined) return refuse('unknown-item', { item: record });
  if (known.dropped !== undefined) return already('record-dropped', { record }, known.dropped);
  // The delegation comes and goes by what is said of the DNS provider.
  if (known.type === 'NS') return refuse('plan-delegation', { record });
  return changed(facts, 'cut-over', { kind: 'plan-dropped', record });
}

/** As many as a root zone has; more do not fit into one answer. */
const MOST_SERVERS = 13;

function setDnsMove(facts: Facts, command: Extract<RecordCommand, { kind: 'set-dns-move' }>): Step {
  if (isFixed(facts)) return refuse('plan-fixed');
  const servers = [...new Set(command.servers.map(bareName))].sort();
  const bad = servers.find((server) => !isHostName(server) || /^[\d.]+$/.test(server));
  if (bad !== undefined) return refuse('bad-servers', { value: bad.slice(0, 80) });
  // A registry takes no fewer (RFC 1034, section 4.1).
  if (servers.length === 1) return refuse('one-server', { value: servers.join().slice(0, 80) });
  if (servers.length > MOST_SERVERS) return refuse('too-many', { most: MOST_SERVERS });
  if (servers.join() === [...(facts.dnsMove?.servers ?? [])].sort().join())
    return servers.length === 0 ? already('dns-stays') : already('dns-move', { servers }, facts.dnsMove);
  const present = [...(facts.delegations?.[facts.domain]?.parent ?? [])].map(bareName).sort();
  if (servers.length > 0 && servers.join() === present.join())
    return refuse('bad-servers', { value: servers.join(', ').slice(0, 80) });
  return changed(facts, 'cut-over', { kind: 'dns-move-set', servers });
}

const bareName = (name: string): string => name.trim().toLowerCase().replace(/\.$/, '');

const MOST_SELECTORS = 10;
const SELECTOR = /^[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?)*$/;

function setSelectors(facts: Facts, command: Extract<RecordCommand, { kind: 'set-selectors' }>): Step {
  const selectors = [
    ...new Set(command.selectors.map((selector) => bareName(selector).replace(/\._domainkey.*$/, ''))),
  ].sort();
  const bad = selectors.find((selector) => selector.length > 100 || !SELECTOR.test(selector));
  if (bad !== undefined) return refuse('bad-selector', { selector: bad.slice(0, 80) });
  if (selectors.length > MOST_SELECTORS) return refuse('too-many', { most: MOST_SELECTORS });
  if (facts.newSelectors !== undefined && selectors.join() === [...facts.newSelectors].sort().join())
    return selectors.length === 0 ? already('no-selectors') : already('selectors', { selectors });
  return changed(facts, 'cut-over', { kind: 'selectors-set', selectors });
}

const MOST_NAMES = 100;

function addNames(facts: Facts, command: Extract<RecordCommand, { kind: 'add-names' }>): Step {
  const names = [...new Set(command.names.map(bareName))].sort();
  if (names.length === 0) return refuse('nothing-given');
  const foreign = names.find((name) => !isHostName(name) || !isOurs(facts, name));
  if (foreign !== undefined) return refuse('foreign-name', { name: foreign.slice(0, 80) });
  const known = new Set(facts.names ?? []);
  const fresh = names.filter((name) => !known.has(name));
  if (fresh.length === 0) return already('names', { followed: names });
  if (known.size + fresh.length > MOST_NAMES) return refuse('too-many', { most: MOST_NAMES });
  const happening: Happening = { kind: 'names-added', names: fresh };
  return { happenings: [happening] };
}
