import { GATES } from '../../src/migration/settings.ts';
import { passed, type WorldFacts } from './judge.ts';

/** What the rehearsal itself says beside the channel, in both languages. */
const EN = {
  imported: 'the accounts were imported at the command line',
  prepared: 'TTLs lowered; SPF authorises both servers',
  rewritten: 'DNS was rewritten',
  shut: 'the old server takes no more mail; SPF names the new one alone',
  carried: (n: number) => `${n} ${n === 1 ? 'message was' : 'messages were'} carried over by hand`,
  postmasters: 'the postmasters of these paths were written to',
  corrected: 'the wrong password was corrected and imported again',
  forgot: 'one client is not back yet; its owner is asked again',
  facts: (seed: number, seconds: number) => `Closing facts, as the world knows them (seed ${seed}, ${seconds} s):`,
  mail: (f: WorldFacts) =>
    `legitimate messages sent ${f.sent}, landed on the old server ${f.landedOld}, on the new one ${f.landedNew}, missing ${f.missing}`,
  never: (gate: string) => `${gate}: never announced`,
  announced: (gate: string, seconds: string, why: string) =>
    `${gate}: announced after ${seconds} s, ${why === '' ? 'not early' : `TOO EARLY: ${why}`}`,
  failed: 'This rehearsal FAILED.',
  passed: 'Nothing was lost, and nothing was said too early.',
};
const JA: typeof EN = {
  imported: 'アカウントをコマンドラインから取り込んだ',
  prepared: 'TTL を短くし、SPF で両方のサーバーを許可した',
  rewritten: 'DNS を書き換えた',
  shut: '旧サーバーの受け付けを止め、SPF を新サーバーだけにした',
  carried: (n) => `手作業で ${n} 通を新サーバーに移した`,
  postmasters: 'この経路の管理者に連絡した',
  corrected: '誤ったパスワードを直して取り込み直した',
  forgot: '1台がまだ戻っていない。持ち主にもう一度頼む',
  facts: (seed, seconds) => `「世界」から見た結果（seed ${seed}、${seconds} 秒）:`,
  mail: (f) =>
    `正当なメール ${f.sent} 通、旧サーバーに届いたもの ${f.landedOld} 通、新サーバーにあるもの ${f.landedNew} 通、失われたもの ${f.missing} 通`,
  never: (gate) => `${gate}: 開かなかった`,
  announced: (gate, seconds, why) =>
    `${gate}: ${seconds} 秒で開いた。${why === '' ? '早すぎない' : `早すぎた: ${why}`}`,
  failed: 'このリハーサルは失敗しました。',
  passed: '失われたメールはなく、早すぎる知らせもありませんでした。',
};
export type Narration = typeof EN;

export const narration = (lang: 'en' | 'ja'): Narration => (lang === 'ja' ? JA : EN);

/** What the world knows at the end, in words. */
export function closingFacts(facts: WorldFacts): readonly string[] {
  const says = narration(facts.lang);
  const gates = GATES.map((gate) => {
    const fact = facts.gates[gate];
    return fact === undefined
      ? says.never(gate)
      : says.announced(gate, (fact.announcedAt / 1_000).toFixed(1), fact.early ? fact.because.join('; ') : '');
  });
  return [
    '',
    says.facts(facts.seed, facts.wallSeconds),
    ...[says.mail(facts), ...gates, ...(facts.failure === undefined ? [] : [facts.failure])].map((line) => `  ${line}`),
    passed(facts) ? says.passed : says.failed,
  ];
}

/** The same in one line, for many. */
export function closingLine(facts: WorldFacts): string {
  const early = Object.entries(facts.gates).filter(([, gate]) => gate.early);
  const trouble = [
    ...early.map(([gate, { because }]) => `${gate} too early: ${because.join('; ')}`),
    ...GATES.filter((gate) => facts.gates[gate] === undefined).map((gate) => `${gate} never announced`),
    ...(facts.missing === 0 ? [] : [`${facts.missing} missing`]),
    ...(facts.failure === undefined ? [] : [facts.failure]),
  ];
  const verdict = passed(facts) ? 'passed' : `FAILED: ${trouble.join(' | ')}`;
  return `seed ${facts.seed} ${facts.lang}: ${verdict} (${facts.sent} sent, ${facts.wallSeconds} s)`;
}
