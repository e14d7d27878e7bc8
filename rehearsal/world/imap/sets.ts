import { headerOf, headerValue, type StoredMessage } from './store.ts';
import { SyntaxProblem, type Token, textOf } from './tokens.ts';

/** Whether a number is in a sequence set like "1,3:5,7:*"; `largest` is what "*" means. */
export const inSet = (set: string, largest: number): ((value: number) => boolean) => {
  const ranges = set.split(',').map((part) => {
    const ends = part.split(':').map((end) => (end === '*' ? largest : Number(end)));
    if (ends.some((end) => !Number.isInteger(end) || end < 0)) throw new SyntaxProblem(`bad set ${set}`);
    const [a = 0, b = a] = ends;
    return { from: Math.min(a, b), to: Math.max(a, b) };
  });
  return (value) => ranges.some(({ from, to }) => value >= from && value <= to);
};

type Placed = { readonly message: StoredMessage; readonly seq: number };
type Test = (placed: Placed) => boolean;

/** The messages that satisfy a SEARCH's keys, all of them together (RFC 3501 section 6.4.4). */
export const search = (messages: readonly StoredMessage[], keys: readonly Token[]): readonly Placed[] => {
  const context = { largestSeq: messages.length, largestUid: messages.at(-1)?.uid ?? 0 };
  const test = allOf(keys, context);
  return messages.map((message, index) => ({ message, seq: index + 1 })).filter(test);
};

type Context = { readonly largestSeq: number; readonly largestUid: number };

const allOf = (keys: readonly Token[], context: Context): Test => {
  const tests: Test[] = [];
  const queue = [...keys];
  while (queue.length > 0) tests.push(nextTest(queue, context));
  return (placed) => tests.every((test) => test(placed));
};

const FLAG_KEYS = new Set(['SEEN', 'ANSWERED', 'FLAGGED', 'DELETED', 'DRAFT']);

const nextTest = (queue: Token[], context: Context): Test => {
  const token = queue.shift();
  if (token === undefined) throw new SyntaxProblem('search key expected');
  if (token.kind === 'list') return allOf(token.items, context);
  const key = textOf(token).toUpperCase();
  const text = (): string => textOf(queue.shift());
  if (key === 'ALL') return () => true;
  if (key === 'CHARSET') {
    text();
    return () => true;
  }
  if (FLAG_KEYS.has(key)) return hasFlag(key);
  if (key.startsWith('UN') && FLAG_KEYS.has(key.slice(2))) return not(hasFlag(key.slice(2)));
  if (key === 'NOT') return not(nextTest(queue, context));
  if (key === 'OR') {
    const [left, right] = [nextTest(queue, context), nextTest(queue, context)];
    return (placed) => left(placed) || right(placed);
  }
  if (key === 'UID') {
    const within = inSet(text(), context.largestUid);
    return ({ message }) => within(message.uid);
  }
  if (key === 'HEADER') return header(text(), text());
  if (['FROM', 'TO', 'CC', 'SUBJECT'].includes(key)) return header(key, text());
  if (key === 'TEXT' || key === 'BODY') return contains(text(), key === 'BODY');
  if (key === 'SINCE' || key === 'SENTSINCE') return dated(text(), (at, day) => at >= day);
  if (key === 'BEFORE' || key === 'SENTBEFORE') return dated(text(), (at, day) => at < day);
  if (key === 'ON' || key === 'SENTON') return dated(text(), (at, day) => at >= day && at < day + 86_400_000);
  if (key === 'LARGER') return size(Number(text()), 1);
  if (key === 'SMALLER') return size(Number(text()), -1);
  const within = inSet(key, context.largestSeq);
  return ({ seq }) => within(seq);
};

const not =
  (test: Test): Test =>
  (placed) =>
    !test(placed);

const hasFlag = (name: string): Test => {
  const flag = `\\${name.slice(0, 1)}${name.slice(1).toLowerCase()}`;
  return ({ message }) => message.flags.has(flag);
};

const header = (name: string, value: string): Test => {
  const wanted = value.toLowerCase();
  return ({ message }) => headerValue(message.raw, name)?.toLowerCase().includes(wanted) ?? false;
};

const contains = (value: string, bodyOnly: boolean): Test => {
  const wanted = value.toLowerCase();
  return ({ message }) =>
    message.raw
      .subarray(bodyOnly ? headerOf(message.raw).length : 0)
      .toString('utf8')
      .toLowerCase()
      .includes(wanted);
};

const dated = (day: string, compare: (at: number, day: number) => boolean): Test => {
  const at = Date.parse(`${day.replace(/-/g, ' ')} UTC`);
  return ({ message }) => compare(message.internalDate, at);
};

const size = (limit: number, direction: 1 | -1): Test => {
  return ({ message }) => (direction === 1 ? message.raw.length > limit : message.raw.length < limit);
};
