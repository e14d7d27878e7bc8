import type { PersonCommand } from '../commands.ts';
import { isCountry } from '../countries.ts';
import type { Contracts } from '../date-facts.ts';
import type { Facts } from '../facts.ts';
import type { ReportCommand } from '../report-commands.ts';
import { unlessRuler } from './rule.ts';
import { already, refuse, type Step } from './step.ts';

type DateCommand = Extract<PersonCommand, { kind: 'set-country' | 'set-contract' }>;

const MOST_NOTICE_DAYS = 366;

/** The country whose holidays are kept, and the contracts that bind. */
export function decideDates(facts: Facts, command: DateCommand): Step {
  const none = unlessRuler(facts, command);
  if (none !== undefined) return none;
  if (command.kind === 'set-contract') return setContract(facts, command);
  const country = command.country.trim().toUpperCase();
  if (!isCountry(country)) return refuse('bad-country', { country: country.slice(0, 20) });
  return country === facts.country
    ? already('country', { countries: [country] })
    : { happenings: [{ kind: 'country-set', country }] };
}

function setContract(facts: Facts, command: Extract<DateCommand, { kind: 'set-contract' }>): Step {
  const before: Contracts = facts.contracts ?? {};
  const { contract, side } = command;
  const date = contract === undefined ? undefined : 'endsOn' in contract ? contract.endsOn : contract.startsOn;
  if (date !== undefined && !isDay(date)) return refuse('bad-date', { date: date.slice(0, 20) });
  const noticeDays = contract !== undefined && 'endsOn' in contract ? (contract.noticeDays ?? 0) : 0;
  if (noticeDays < 0 || noticeDays > MOST_NOTICE_DAYS || !Number.isInteger(noticeDays))
    return refuse('out-of-bounds', { item: 'contract', min: 0, max: MOST_NOTICE_DAYS });
  const { [side]: replaced, ...other } = before;
  if (JSON.stringify(replaced) === JSON.stringify(contract))
    return date === undefined
      ? already(`contract-${side}-none`)
      : already(`contract-${side}`, side === 'old' ? { endsOn: date, noticeDays } : { startsOn: date });
  const contracts: Contracts = contract === undefined ? other : { ...other, [side]: contract };
  return { happenings: [{ kind: 'contracts-set', contracts }] };
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** What a calendar says of a country that is not the team's any more is of no use. */
export function reportHolidays(facts: Facts, { holidays }: Extract<ReportCommand, { kind: 'report-holidays' }>): Step {
  if (holidays.country !== facts.country) return { happenings: [] };
  return { happenings: [{ kind: 'holidays-known', holidays }] };
}
