import { GATES } from '../../src/migration/settings.ts';
import { passed, type ToldFact, type WorldFacts } from './world-facts.ts';

/** What the rehearsal itself says beside the channel, in both languages. */
const EN = {
  imported: 'the accounts were imported at the command line',
  prepared: 'TTLs lowered; SPF authorises both servers; the new server’s DKIM key is published',
  policy: 'the MTA-STS policy lists both servers and has a new id',
  newZone: 'the new zone stands ready at the new DNS provider',
  rewritten: 'DNS was rewritten',
  delegated: 'the registrar names the new DNS provider’s servers now',
  mended: {
    slip: 'the slip in the MX was mended',
    stuck: 'the server that was behind got the new zone',
    dnssec: 'the registrar was told of the new key: DS fits again',
  },
  keysShared: 'both DNS providers serve both keys now, and the registrar vouches for both',
  dsOut: 'the DS was taken out at the registrar',
  troubled: 'the new server puts off mail for two mailboxes',
  rollbackReason: 'the new server refuses mail',
  rolledBack: 'DNS was set back; the new server was mended',
  relayed: 'the old provider’s relay was named for probes',
  aliasMade: 'the alias was made on the new server',
  aliasOff: 'the old server’s panel turns the alias off: mail for it would bounce',
  aliasOn: 'the alias works on the old server again',
  nothingBounced: 'nobody wrote to it in those minutes, says its log',
  leftOnServer:
    'a POP3 client had taken mail off the old server; it leaves it there now, and what it held is on the new one',
  downloaded: 'taken by a POP3 client, and put on the new server since',
  archived: 'the old mailboxes were archived, and a restore was tried',
  monthlyAsked: 'they confirmed by phone that they write to the new server',
  shut: 'the old server takes no more mail; SPF names the new one alone',
  carried: (n: number) => `${n} ${n === 1 ? 'message was' : 'messages were'} carried over by hand`,
  broughtBack: (n: number) => `${n} ${n === 1 ? 'message was' : 'messages were'} brought back by hand`,
  postmasters: 'the postmasters of these paths were written to',
  corrected: 'the wrong password was corrected and imported again',
  outsider: 'Mr Sato of the warehouse',
  forgot: 'one client is not back yet; its owner is asked again',
  askedAgain: (who: string, device: string) =>
    `${who} ${device} is still missing: it is in the bot’s message to you. Would you?`,
  facts: (seed: number, seconds: number) => `Closing facts, as the world knows them (seed ${seed}, ${seconds} s):`,
  mail: (f: WorldFacts) =>
    `legitimate messages: sent ${f.sent} = on the new server ${f.landedNew} + on the old one alone ${f.onlyOld}${f.atReaders === 0 ? '' : ` + taken home by their readers before the rewrite ${f.atReaders}`} + under way ${f.underWay} + on neither ${f.onNeither}`,
  reached: (f: WorldFacts) => `reached the old server at some time: ${f.landedOld}`,
  missing: (n: number) => `missing: ${n}`,
  notYet: (n: number) => `not on the new server yet: ${n}`,
  unopened: (gate: string) => `${gate}: not announced yet`,
  more: (n: number) => `… ${n} more ${n === 1 ? 'line' : 'lines'}`,
  times: (zone: string) => `Dates as readers in ${zone} see them, the time zone of the migration.`,
  never: (gate: string) => `${gate}: never announced`,
  announced: (gate: string, seconds: string, why: string) =>
    `${gate}: announced after ${seconds} s, ${why === '' ? 'not early' : `TOO EARLY: ${why}`}`,
  told: {
    extender: (names: string) => `resolver that extends TTLs (${names})`,
    dnssec: (names: string) => `signatures that do not fit (${names})`,
    slip: (names: string) => `slip in the MX (${names})`,
    behind: (names: string) => `server behind the others (${names})`,
    rollback: (names: string) => `rollback (“${names}”)`,
    'dns-released': (names: string) => `former DNS servers free (${names} …)`,
    alias: (names: string) => `address that nobody listed (${names})`,
    'old-refuses': (names: string) => `old server refuses (${names})`,
    monthly: (names: string) => `monthly sender awaited (${names})`,
    path: (names: string) => `path of stragglers (${names})`,
    client: (names: string) => `owner of a client, of what to type in (${names})`,
    owner: (names: string) => `owner of a mailbox, of a message carried over (${names})`,
  },
  unsaid: (what: string) => `${what}: never said`,
  said: (what: string, seconds: string, why: string) =>
    `${what}: said after ${seconds} s${why === '' ? '' : `, TOO EARLY: ${why}`}`,
  failed: 'This rehearsal FAILED.',
  passed: 'Nothing was lost, and nothing was said too early.',
};
const JA: typeof EN = {
  imported: 'アカウントをコマンドラインから取り込んだ',
  prepared: 'TTL を短くし、SPF で両方のサーバーを許可し、新サーバーの DKIM 鍵を公開した',
  policy: 'MTA-STS ポリシーに両方のサーバーを書き、id を新しくした',
  newZone: '新しい DNS 事業者に新しいゾーンを用意した',
  rewritten: 'DNS を書き換えた',
  delegated: 'レジストラの委任先を新しい DNS 事業者のサーバーにした',
  mended: {
    slip: 'MX の書き間違いを直した',
    stuck: '遅れていたサーバーに新しいゾーンを入れた',
    dnssec: '新しい鍵をレジストラに登録し、DS が合うようになった',
  },
  keysShared: '両方の DNS 事業者が両方の鍵を公開し、レジストラにも両方を登録した',
  dsOut: 'レジストラから DS を外した',
  troubled: '新サーバーが2つのメールボックス宛てを受け取らない',
  rollbackReason: '新サーバーがメールを受け取らない',
  rolledBack: 'DNS を元に戻し、新サーバーを直した',
  relayed: '旧事業者の送信サーバーをプローブ用に登録した',
  aliasMade: 'エイリアスを新サーバーに作った',
  aliasOff: '旧サーバーの管理画面がエイリアスを止めた（このままでは宛先不明で戻る）',
  aliasOn: '旧サーバーのエイリアスを元に戻した',
  nothingBounced: 'ログによれば、その間にこの宛先へのメールはなかった',
  leftOnServer:
    'POP3 の端末が旧サーバーからメールを取り去っていた。サーバーに残す設定にし、取り込み済みの分は新サーバーへ移した',
  downloaded: 'POP3 の端末が取り込んだもので、新サーバーへ移し済み',
  archived: '旧メールボックスを保管し、復元を試した',
  monthlyAsked: '新サーバー宛てに送ることを電話で確認した',
  shut: '旧サーバーの受け付けを止め、SPF を新サーバーだけにした',
  carried: (n) => `手作業で ${n} 通を新サーバーに移した`,
  broughtBack: (n) => `手作業で ${n} 通を旧サーバーに戻した`,
  postmasters: 'この経路の管理者に連絡した',
  corrected: '誤ったパスワードを直して取り込み直した',
  outsider: '倉庫の佐藤さん',
  forgot: '1台がまだ戻っていない。持ち主にもう一度頼む',
  askedAgain: (who, device) =>
    `${who} ${device} がまだのようです。ボットからのメッセージのとおりに、お願いできますか。`,
  facts: (seed, seconds) => `「世界」から見た結果（seed ${seed}、${seconds} 秒）:`,
  mail: (f) =>
    `正当なメール: 送信 ${f.sent} 通 = 新サーバー ${f.landedNew} + 旧サーバーのみ ${f.onlyOld}${f.atReaders === 0 ? '' : ` + 書き換え前に端末へ取り込み済み ${f.atReaders}`} + 配送中 ${f.underWay} + どちらにもない ${f.onNeither}`,
  reached: (f) => `一度でも旧サーバーに届いたもの: ${f.landedOld} 通`,
  missing: (n) => `失われたもの: ${n} 通`,
  notYet: (n) => `まだ新サーバーにないもの: ${n} 通`,
  unopened: (gate) => `${gate}: まだ開いていない`,
  more: (n) => `… ほか ${n} 行`,
  times: (zone) => `日時は ${zone}（移行の時間帯）で表示します。`,
  never: (gate) => `${gate}: 開かなかった`,
  announced: (gate, seconds, why) =>
    `${gate}: ${seconds} 秒で開いた。${why === '' ? '早すぎない' : `早すぎた: ${why}`}`,
  told: {
    extender: (names) => `TTL を引き延ばすリゾルバー（${names}）`,
    dnssec: (names) => `合わない署名（${names}）`,
    slip: (names) => `MX の書き間違い（${names}）`,
    behind: (names) => `遅れているサーバー（${names}）`,
    rollback: (names) => `切り戻し（「${names}」）`,
    'dns-released': (names) => `以前の DNS サーバーが不要になったこと（${names} など）`,
    alias: (names) => `一覧になかった宛先（${names}）`,
    'old-refuses': (names) => `旧サーバーの受信拒否（${names}）`,
    monthly: (names) => `月に一度の送信元（${names}）`,
    path: (names) => `遅れて旧サーバーに届いたメールの経路（${names}）`,
    client: (names) => `端末に入力する内容を持ち主へ（${names}）`,
    owner: (names) => `移したメールをメールボックスの持ち主へ（${names}）`,
  },
  unsaid: (what) => `${what}: 知らせなかった`,
  said: (what, seconds, why) => `${what}: ${seconds} 秒で知らせた${why === '' ? '' : `。早すぎた: ${why}`}`,
  failed: 'このリハーサルは失敗しました。',
  passed: '失われたメールはなく、早すぎる知らせもありませんでした。',
};
export type Narration = typeof EN;

export const narration = (lang: 'en' | 'ja'): Narration => (lang === 'ja' ? JA : EN);

/** What the world knows at the end, in words. */
export function closingFacts(facts: WorldFacts): readonly string[] {
  const says = narration(facts.lang);
  const failure = facts.failure === undefined ? [] : [facts.failure];
  const known = [
    says.mail(facts),
    says.reached(facts),
    says.missing(facts.missing),
    ...(facts.missingSaid ?? []).map((line) => `  ${line}`),
    ...gateLines(facts, says.never),
    ...facts.told.map((told) => toldLine(facts, told)),
  ];
  return [
    '',
    says.facts(facts.seed, facts.wallSeconds),
    ...[...known, ...failure].map((line) => `  ${line}`),
    passed(facts) ? says.passed : says.failed,
  ];
}

/** What it knows in the midst of it: before `cancel`, mail on the old server alone is not missing, it waits to be carried. */
export function factsSoFar(facts: WorldFacts): readonly string[] {
  const says = narration(facts.lang);
  const left = facts.onlyOld + facts.underWay + facts.onNeither;
  return [
    says.mail(facts),
    says.reached(facts),
    facts.gates.cancel === undefined ? says.notYet(left) : says.missing(facts.missing),
    ...gateLines(facts, says.unopened),
  ];
}

function gateLines(facts: WorldFacts, unopened: (gate: string) => string): readonly string[] {
  const says = narration(facts.lang);
  return GATES.map((gate) => {
    const fact = facts.gates[gate];
    return fact === undefined
      ? unopened(gate)
      : says.announced(gate, (fact.announcedAt / 1_000).toFixed(1), fact.early ? fact.because.join('; ') : '');
  });
}

function toldLine({ lang }: WorldFacts, { kind, names, saidAt, because }: ToldFact): string {
  const says = narration(lang);
  const what = says.told[kind](names);
  return saidAt === undefined ? says.unsaid(what) : says.said(what, (saidAt / 1_000).toFixed(1), because.join('; '));
}

/** The same in one line, for many. */
export function closingLine(facts: WorldFacts): string {
  const early = Object.entries(facts.gates).filter(([, gate]) => gate.early);
  const trouble = [
    ...early.map(([gate, { because }]) => `${gate} too early: ${because.join('; ')}`),
    ...GATES.filter((gate) => facts.gates[gate] === undefined).map((gate) => `${gate} never announced`),
    ...facts.told
      .filter(({ saidAt }) => saidAt === undefined)
      .map(({ kind, names }) => `${kind} (${names}) never said`),
    ...facts.told
      .filter(({ because }) => because.length > 0)
      .map(({ kind, because }) => `${kind} said too early: ${because.join('; ')}`),
    ...(facts.missing === 0 ? [] : [`${facts.missing} missing (${(facts.missingSaid ?? []).join('; ')})`]),
    ...(facts.failure === undefined ? [] : [facts.failure]),
  ];
  const verdict = passed(facts) ? 'passed' : `FAILED: ${trouble.join(' | ')}`;
  return `seed ${facts.seed} ${facts.lang}: ${verdict} (${facts.sent} sent, ${facts.wallSeconds} s)`;
}
