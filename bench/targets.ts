import type { Row } from './figure.ts';

export const GROUPS = ['start', 'slack', 'core', 'round', 'dns', 'mail', 'copy'] as const;
export type Group = (typeof GROUPS)[number];

/** In no package collection: whoever has it says where. */
const IMAPSYNC = { name: 'imapsync', variable: 'IMAPSYNC' } as const;

/** Every figure there is, and what it is held to. A row without a target is shown for orientation. */
export const TABLE = [
  { id: 'start-ready', group: 'start', says: 'start to ready, compile cache warm', unit: 'ms', atMost: 1_200 },
  { id: 'start-cpu', group: 'start', says: 'processor time until then', unit: 'ms' },
  { id: 'start-memory', group: 'start', says: 'peak memory of the bot when ready', unit: 'MiB' },
  {
    id: 'slack-ack',
    group: 'slack',
    says: 'slash command acknowledged while looks run, p99',
    unit: 'ms',
    atMost: 100,
  },
  { id: 'slack-ack-median', group: 'slack', says: 'the same, median', unit: 'ms' },
  { id: 'slack-looks', group: 'slack', says: 'sweeps and surveys that ran meanwhile', unit: 'looks', atLeast: 20 },
  { id: 'slack-memory', group: 'slack', says: 'peak memory of the bot', unit: 'MiB' },
  {
    id: 'core-assess',
    group: 'core',
    says: 'assess, 200 mailboxes, 100 clients, 60 vantages',
    unit: 'ms',
    atMost: 5,
  },
  { id: 'core-decide', group: 'core', says: 'decide on a survey of all mailboxes', unit: 'ms' },
  { id: 'core-memory', group: 'core', says: 'peak memory', unit: 'MiB' },
  {
    id: 'round-wall',
    group: 'round',
    says: 'round of 60 resolvers × 12 questions × 5 samples, UDP and TCP, 80 ms away, 2 % lost',
    unit: 'ms',
    atMost: 1_500,
  },
  { id: 'round-slowest', group: 'round', says: 'the slowest of them', unit: 'ms' },
  { id: 'round-memory', group: 'round', says: 'peak memory after one round', unit: 'MiB', atMost: 150 },
  { id: 'round-memory-all', group: 'round', says: 'the same after all of them, one behind the other', unit: 'MiB' },
  { id: 'round-cpu', group: 'round', says: 'processor time a question', unit: 'µs' },
  { id: 'round-unanswered', group: 'round', says: 'questions of a round without an answer', unit: '', atMost: 1 },
  { id: 'round-lost', group: 'round', says: 'datagrams lost in a round', unit: '' },
  {
    id: 'dns-sweep',
    group: 'dns',
    says: 'sweep, 40 resolvers × 10 questions, 80 ms away',
    unit: 'ms',
    atMost: 240,
  },
  {
    id: 'dns-rate',
    group: 'dns',
    says: 'questions a second, relative to Node’s own resolver',
    unit: '×',
    atLeast: 0.4,
  },
  { id: 'dns-rate-own', group: 'dns', says: 'questions a second', unit: '/s' },
  { id: 'dns-rate-node', group: 'dns', says: 'questions a second, Node’s own resolver', unit: '/s' },
  { id: 'dns-rate-dnsperf', group: 'dns', says: 'questions a second, dnsperf (needs Debian’s package)', unit: '/s' },
  { id: 'dns-cpu-own', group: 'dns', says: 'processor time a question', unit: 'µs' },
  { id: 'dns-cpu-node', group: 'dns', says: 'processor time a question, Node’s own resolver', unit: 'µs' },
  { id: 'dns-cpu-dnsperf', group: 'dns', says: 'processor time a question, dnsperf', unit: 'µs' },
  {
    id: 'dns-ports',
    group: 'dns',
    says: 'questions from a source port of their own, of those chance allows',
    unit: '×',
    atLeast: 0.95,
  },
  { id: 'dns-memory', group: 'dns', says: 'peak memory', unit: 'MiB' },
  {
    id: 'mail-survey',
    group: 'mail',
    says: 'survey, 1,000 mailboxes × 2 servers × 5 folders, relative to logging in and out',
    unit: '×',
    atMost: 1.5,
  },
  { id: 'mail-survey-time', group: 'mail', says: 'the survey itself', unit: 'ms' },
  { id: 'mail-bare-time', group: 'mail', says: 'logging in and out alone', unit: 'ms' },
  { id: 'mail-memory', group: 'mail', says: 'peak memory', unit: 'MiB' },
  {
    id: 'copy-mbsync',
    group: 'copy',
    says: '2,500 messages of 7 KB copied, against mbsync (needs Debian’s isync)',
    unit: '×',
    atLeast: 1,
  },
  { id: 'copy-rate', group: 'copy', says: 'messages a second, the whole process', unit: '/s' },
  { id: 'copy-rate-mbsync', group: 'copy', says: 'messages a second, mbsync', unit: '/s' },
  {
    id: 'copy-imapsync',
    group: 'copy',
    says: 'the same 2,500 messages, against imapsync',
    unit: '×',
    atLeast: 4,
    peer: IMAPSYNC,
  },
  { id: 'copy-far-rate', group: 'copy', says: 'messages a second, round trips of 40 ms', unit: '/s' },
  { id: 'copy-far-mbsync', group: 'copy', says: 'the same against mbsync', unit: '×' },
  {
    id: 'copy-far-imapsync',
    group: 'copy',
    says: 'the same against imapsync',
    unit: '×',
    atLeast: 8,
    peer: IMAPSYNC,
  },
  { id: 'copy-memory', group: 'copy', says: 'peak memory of a copy', unit: 'MB', atMost: 200 },
  {
    id: 'copy-big-memory',
    group: 'copy',
    says: 'the same with one of 50 MB among them',
    unit: 'MB',
    atMost: 200,
  },
  { id: 'copy-many-memory', group: 'copy', says: 'of 50,000 messages and one of 50 MB', unit: 'MB' },
  { id: 'compare-time', group: 'copy', says: 'two mailboxes of 50,000 messages compared', unit: 's', atMost: 15 },
  { id: 'compare-memory', group: 'copy', says: 'peak memory of that', unit: 'MB', atMost: 200 },
  {
    id: 'compare-big-memory',
    group: 'copy',
    says: 'the same with one of 50 MB that only its body tells',
    unit: 'MB',
    atMost: 200,
  },
] as const satisfies readonly (Row & { readonly group: Group })[];

export type FigureId = (typeof TABLE)[number]['id'];

/** What a group brings back: a value for each of its rows. */
export type Measured = { readonly [Id in FigureId]?: number };
