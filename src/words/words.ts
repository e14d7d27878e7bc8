import type { Announcement } from '../migration/announcements.ts';
import type { ClientPhase } from '../migration/client-facts.ts';
import type { Event } from '../migration/events.ts';
import type { Client, Facts, Language, Profile, Scope, StepId, WatchMode } from '../migration/facts.ts';
import type { Finding } from '../migration/findings.ts';
import type { CriterionResult, Evidence, Outcome } from '../migration/gates/criterion.ts';
import type { StragglerLine } from '../migration/mail-announcements.ts';
import type { Migration } from '../migration/record.ts';
import type { Refusal } from '../migration/refusals.ts';
import type { GateId, TunableKey } from '../migration/settings.ts';
import type { Sightings } from '../migration/sightings.ts';
import type { Instant } from '../migration/time.ts';
import { timelineOf } from '../migration/timeline.ts';
import type { Caution } from '../migration/windows.ts';
import type { Difference } from '../migration/zone-facts.ts';
import { sayRefusal } from './already.ts';
import { cautionLine, sayContracts } from './announcement/dates.ts';
import { type OwnerTasks, ownerTasks } from './announcement/owners.ts';
import { type Said, sayAnnouncement, stragglerLine } from './announcement.ts';
import { countryNames } from './countries.ts';
import { criterionLine, mark } from './criterion-line.ts';
import { differenceLine } from './differences.ts';
import { dnsSentence } from './dns-sentence.ts';
import { speaker } from './engine.ts';
import { sayEvidence } from './evidence.ts';
import type { Figures, Style } from './figures.ts';
import { sayEvent } from './history.ts';
import { sayItem } from './item.ts';
import { type PanelWords, sayPanels } from './panel.ts';
import { type PlanPartWords, sayPlan } from './plan.ts';
import { findingLine, planAdvice } from './plan-advice.ts';
import type { Key } from './resources.ts';
import { type StepPlan, stepPlan } from './status/step-plan.ts';
import { headline, type StatusWords, sayStatus, type Verdicts } from './status.ts';
import { altOf, timelineSaid } from './timeline/says.ts';
import { drawTimeline } from './timeline/svg.ts';
import { typedLines } from './todo/client-doors.ts';
import { clientSheet } from './todo/client-sheet.ts';
import { missingLines, recalledLines } from './todo/clients-missing.ts';
import { endedTodo, rolledBackTodo, stepTodo } from './todo.ts';
import { sayTunable } from './tunable.ts';
import type { PlanPart } from './zone-file/changes.ts';

export type { Said } from './announcement.ts';
export type { Figures, Style } from './figures.ts';
export type { Key } from './resources.ts';
export type { StatusWords, Verdicts } from './status.ts';

/** Every sentence a person reads, in one language and one style. All of it is safe to show as it is. */
export type Words = {
  readonly lang: Language;
  /** Any phrase by its key. Figures of unknown origin may go in: they are made safe. */
  readonly t: (key: Key, figures?: Figures) => string;
  readonly gate: (gate: GateId) => string;
  /** What the open gate announces: "DNS may be rewritten". */
  readonly gateSays: (gate: GateId) => string;
  /** What stands while it is closed: "DNS must not be rewritten yet". */
  readonly gateWaits: (gate: GateId) => string;
  readonly criterion: (id: string) => string;
  readonly evidence: (evidence: Evidence) => string;
  /** "✓ Clients pinned: 14/14." */
  readonly criterionLine: (criterion: Pick<CriterionResult, 'id' | 'outcome' | 'evidence'>) => string;
  /** ✓ ✗ ? */
  readonly mark: (outcome: Outcome) => string;
  readonly item: (key: string) => string;
  /** Why a look learnt nothing, and which side must mend it. */
  readonly failure: (code: string) => string;
  readonly refusal: (refusal: Refusal) => string;
  readonly error: (code: string, details?: Readonly<Record<string, string | number | boolean>>) => string;
  readonly step: (step: StepId) => string;
  readonly stepTodo: (step: StepId, facts: Facts, now: Instant, sightings?: Sightings) => string[];
  /** What is left to do while the migration is rolled back. */
  readonly rolledBackTodo: (known: Pick<Migration, 'facts' | 'sightings'>) => string[];
  /** What is left to people once it has ended, and how a new one is begun. */
  readonly endedTodo: (facts: Facts) => string[];
  readonly checklist: (item: string) => string;
  readonly setting: (key: string) => string;
  /** A setting's value in its unit; a switch is on or off. */
  readonly tunable: (key: TunableKey, value: number) => string;
  readonly watchMode: (mode: WatchMode) => string;
  readonly profile: (profile: Profile) => string;
  readonly scope: (scope: Scope) => string;
  readonly event: (event: Event) => string;
  readonly announcement: (announcement: Announcement, facts: Facts, now: Instant, sightings?: Sightings) => Said;
  /** The living message of an owner of clients. */
  readonly ownerTasks: (
    asked: Extract<Announcement, { kind: 'owner-tasks' }>,
    migration: Migration,
    now: Instant,
  ) => OwnerTasks;
  /** Exactly what is typed into a client in a phase. */
  readonly clientTyped: (migration: Migration, client: Client, phase: ClientPhase, now: Instant) => string[];
  /** One section a client, to be printed; of plain style. */
  readonly clientSheet: (migration: Migration, clients: readonly Client[], phase: ClientPhase, now: Instant) => string;
  /** Who has not seen to their clients in a phase yet, in a line; none where nobody is missing. */
  readonly clientsMissing: (facts: Facts, phase: ClientPhase) => string[];
  /** Who was told that what was asked of them before holds no longer; none where nobody was. */
  readonly clientsRecalled: (facts: Facts) => string[];
  /** What speaks against a window. */
  readonly caution: (caution: Caution) => string;
  /** Both contracts, and how they lie to the earliest safe day to cancel. */
  readonly contracts: (migration: Migration, now: Instant) => string[];
  readonly straggler: (line: StragglerLine) => string;
  /** Where a migration is, in one line. */
  readonly headline: (facts: Facts) => string;
  /** The eight steps and where we are among them; of plain style. */
  readonly stepPlan: (facts: Facts) => StepPlan;
  readonly status: (migration: Migration, verdicts: Verdicts, now: Instant) => StatusWords;
  /** How caches stand since the rewrite; '' before. */
  readonly dnsSentence: (migration: Migration, now: Instant) => string;
  /** The plan, part by part, in the order that loses no mail. */
  readonly plan: (facts: Facts) => readonly PlanPartWords[];
  /** A part of the plan as it is typed into the DNS providers' panels. */
  readonly panels: (facts: Facts, part: PlanPart) => readonly PanelWords[];
  /** The TTLs to lower, and what an expert remarks. */
  readonly planAdvice: (migration: Migration, now: Instant) => readonly PlanPartWords[];
  /** What an expert remarks of a zone. */
  readonly finding: (finding: Finding) => string;
  /** Countries by name. */
  readonly countries: (codes: readonly string[]) => readonly string[];
  readonly difference: (difference: Difference) => string;
  /** What the picture of the timeline shows, in a few sentences. */
  readonly timeline: (migration: Migration, now: Instant) => Said;
  /** The picture itself, as SVG, and one text beside it. Both are for plain style: neither knows marks. */
  readonly picture: (migration: Migration, now: Instant) => PictureWords;
  readonly duration: (ms: number) => string;
  readonly moment: (at: Instant) => string;
  readonly number: (n: number) => string;
  readonly actor: (actor: string) => string;
  readonly actors: (actors: readonly string[]) => string;
  /** Up to five names, then "+N more". */
  readonly list: (names: readonly string[]) => string;
  /** Text from outside, on one line, without mark-up. */
  readonly text: (text: string) => string;
};

export type PictureWords = { readonly title: string; readonly svg: string; readonly alt: string };

export type WordsOptions = {
  readonly style: Style;
  /** IANA name. */
  readonly timeZone: string;
};

const made = new Map<string, Words>();

/** The words of one language in one style; the same object for the same options. */
export function wordsFor(lang: Language, options: WordsOptions): Words {
  const key = `${lang}|${options.style}|${options.timeZone}`;
  const known = made.get(key) ?? makeWords(lang, options);
  made.set(key, known);
  return known;
}

function makeWords(lang: Language, { style, timeZone }: WordsOptions): Words {
  const say = speaker(lang, style, timeZone);
  return {
    lang,
    t: say.t,
    gate: (gate) => say.t(`gates:${gate}`),
    gateSays: (gate) => say.t(`gateSays:${gate}`),
    gateWaits: (gate) => say.t(`gateWaits:${gate}`),
    criterion: (id) => say.code('criteria', id),
    evidence: (evidence) => sayEvidence(say, evidence),
    criterionLine: (result) => criterionLine(say, result),
    mark,
    item: (key) => sayItem(say, key),
    failure: (code) => say.code('failures', code),
    refusal: (refusal) => sayRefusal(say, refusal),
    error: (code, details = {}) => say.code('errors', code, figuresOf(details)),
    step: (step) => say.t(`steps:${step}`),
    stepTodo: (step, facts, now, sightings) => stepTodo(say, step, facts, now, sightings),
    rolledBackTodo: (known) => rolledBackTodo(say, known),
    endedTodo: (facts) => endedTodo(say, facts),
    checklist: (item) => say.code('checklist', item),
    setting: (key) => say.code('settings', key),
    tunable: (key, value) => sayTunable(say, key, value),
    watchMode: (mode) => say.t(`watchModes:${mode}`),
    profile: (profile) => say.t(`profiles:${profile}`),
    scope: (scope) => say.t(`scopes:${scope}`),
    event: (event) => sayEvent(say, event),
    announcement: (announcement, facts, now, sightings) => sayAnnouncement(say, announcement, facts, now, sightings),
    ownerTasks: (asked, migration, now) => ownerTasks(say, asked, migration, now),
    clientTyped: (migration, client, phase, now) => typedLines(say, migration, client, phase, now),
    clientSheet: (migration, clients, phase, now) => clientSheet(say, migration, clients, phase, now),
    clientsMissing: (facts, phase) => missingLines(say, facts, phase),
    clientsRecalled: (facts) => recalledLines(say, facts),
    caution: (caution) => cautionLine(say, caution),
    contracts: (migration, now) => sayContracts(say, migration, now),
    straggler: (line) => stragglerLine(say, line),
    headline: (facts) => headline(say, facts),
    stepPlan: (facts) => stepPlan(say, facts),
    status: (migration, verdicts, now) => sayStatus(say, migration, verdicts, now),
    dnsSentence: (migration, now) => dnsSentence(say, migration, now),
    plan: (facts) => sayPlan(say, facts),
    panels: (facts, part) => sayPanels(say, facts, part),
    planAdvice: (migration, now) => planAdvice(say, migration, now),
    finding: (finding) => findingLine(say, finding),
    countries: (codes) => countryNames(lang, codes),
    difference: (difference) => differenceLine(say, difference),
    timeline: (migration, now) => timelineSaid(say, migration, now),
    picture: (migration, now) => {
      const timeline = timelineOf(migration, now);
      return {
        title: say.t('timeline:title', { domain: timeline.domain }),
        svg: drawTimeline(say, timeline, timeZone),
        alt: altOf(say, timeline, timeZone),
      };
    },
    duration: say.duration,
    moment: say.moment,
    number: say.number,
    actor: say.actor,
    actors: say.actors,
    list: say.list,
    text: say.text,
  };
}

/** Details of an error: only waits and moments are formatted; a process id or a version is no quantity. */
function figuresOf(details: Readonly<Record<string, string | number | boolean>>): Figures {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      /(Ms|At)$/.test(name) && typeof value === 'number' ? value : String(value),
    ]),
  );
}
