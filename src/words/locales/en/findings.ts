import type { FindingCode } from '../../../migration/findings.ts';
import type { EvidenceCode } from '../../../migration/gates/evidence-codes.ts';
import type { Phrases } from '../phrases.ts';

/** What an expert remarks on reading a zone. What the evidence says in the same case is not said anew. */
export const findings = {
  'mx-backup':
    '{{host}} also takes mail for {{domain}} (backup MX): it would hand it to the old server. Take it out at the rewrite, or have its owner change the route.',
  'spf-many': '{{domain}} has {{count}} SPF records, so receivers use none. Leave one, with everything in it.',
  'spf-lookups':
    'SPF of {{domain}} takes {{lookups}} lookups, 10 are allowed: receivers use none of it. Leave out includes that are no longer used.',
  'dmarc-many': '{{domain}} has {{count}} DMARC records, so receivers use none. Leave one.',
  'delegation-differs':
    'The parent of {{zone}} names {{parent}}, the zone itself {{child}}. Make them one before the rewrite: some caches follow the one, some the other.',
  'web-on-old':
    '{{record, record}} {{values}} leads to the old server and carries no mail: it must move too before the contract ends.',
  'dns-on-old':
    '{{zone}} is served by the old provider ({{servers}}). Does it end with the contract? Then move DNS as well: `/migration plan dns NS1 NS2`; if it stays: `/migration plan dns stay`',
  'same-provider':
    'Both servers are at one provider, which may deliver mail of {{domain}} inside its house without asking DNS. Ask it to move that delivery at the moment of the rewrite.',
  'lan-name': '{{record, record}} {{values}} is an address of an inner network: nobody outside reaches it.',
  'name-unserved':
    'Nobody answers for {{name}}: it is handed to name servers, or leads to a name, that do not answer. Whether mail or anything else depends on it is not known; take it out of the zone if nothing does.',
} as const satisfies Phrases<Exclude<FindingCode, EvidenceCode>>;
