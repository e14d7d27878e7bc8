/** Where the rewrite stands, in the one form that says how caches work: who is new, until when old data may live, who holds it. */
export const dns = {
  servers: 'Authoritative servers {{ok}}/{{total}} new since {{sinceAt}}.',
  'servers-so-far': 'Authoritative servers {{ok}}/{{total}} new.',
  caches: 'Last old answer before {{lastOldAt}}, TTL {{ttlSeconds}} s: old caches must be gone by {{watermarkAt}}.',
  'caches-former': '{{record, record}} had a longer TTL before: old caches must be gone by {{watermarkAt}}.',
  'caches-by': 'Old caches must be gone by {{watermarkAt}}.',
  'caches-gone': 'Old caches had to be gone by {{watermarkAt}}.',
  'holding-one': '{{count, resolver}} still holds it, {{leftMs}} left.',
  holding: '{{count, resolver}} still hold it, {{leftMs}} left.',
  'holding-one-until': '{{count, resolver}} still holds old data, until {{goneAt}}.',
  'holding-until': '{{count, resolver}} still hold old data, the last until {{goneAt}}.',
  'holding-none': 'No resolver that has answered gives old data any more.',
  formers: 'Do not cancel the old DNS yet: {{servers}} may be asked until {{formersGoneAt}}.',
} as const;
