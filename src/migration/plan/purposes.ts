import type { PlanRecord, Purpose } from '../facts.ts';
import type { RecordType } from '../observations.ts';

/** What a record set of the plan is there for; older records do not say, their name and type do. */
export function purposeOf(record: Pick<PlanRecord, 'name' | 'type' | 'purpose'>): Purpose {
  return record.purpose ?? purposeByName(record.name.toLowerCase(), record.type);
}

function purposeByName(name: string, type: RecordType): Purpose {
  switch (type) {
    case 'MX':
      return 'mx';
    case 'NS':
      return 'delegation';
    case 'SRV':
      return 'srv';
    case 'TLSA':
      return 'tlsa';
    default:
      return textPurpose(name) ?? (type === 'TXT' ? 'spf' : hostPurpose(name));
  }
}

/** Policies and keys stand under names of their own, as text or as an alias of a text elsewhere. */
function textPurpose(name: string): Purpose | undefined {
  if (name.includes('._domainkey.')) return 'dkim';
  if (name.startsWith('_dmarc.')) return 'dmarc';
  if (name.startsWith('_mta-sts.')) return 'mta-sts';
  return name.startsWith('_smtp._tls.') ? 'tls-rpt' : undefined;
}

function hostPurpose(name: string): Purpose {
  const [label] = name.split('.');
  if (label === 'mta-sts') return 'mta-sts';
  return label === 'autoconfig' || label === 'autodiscover' ? 'autoconfig' : 'host';
}

/** Hosts that mail uses by their usual names, with or without a number. The rest of the names are the website's. */
const MAIL_LABEL =
  /^(e?mail|mailhost|mailserver|webmail|imaps?|imap4|pops?|pop3s?|smtps?|submission|mta|relay|mx|mta-sts|autoconfig|autodiscover)-?\d*$/;

export function isMailName(name: string): boolean {
  return MAIL_LABEL.test(name.split('.')[0] ?? '');
}

/** Keys, policies and digests of both sides must stand before the first message takes the new way. */
export function isPublishedEarly(record: Pick<PlanRecord, 'name' | 'type' | 'purpose'>): boolean {
  const purpose = purposeOf(record);
  if (record.type === 'TXT' || purpose === 'dkim' || purpose === 'dmarc') return true;
  return purpose === 'tlsa';
}
