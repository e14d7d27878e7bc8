import type { Language } from '../migration/facts.ts';
import { safeText } from './figures.ts';
import { doctor as en } from './locales/en/doctor.ts';
import { doctor as ja } from './locales/ja/doctor.ts';

export type DoctorCode = keyof typeof en;
export type DoctorFigures = Readonly<Record<string, string | number>>;
export type DoctorCheck = keyof (typeof CHECKS)['en'];
export type DoctorOutcome = 'ok' | 'problem' | 'unknown';

const PHRASES = { en, ja } satisfies Record<Language, object>;
const OUTCOMES = {
  en: { ok: 'ok     ', problem: 'PROBLEM', unknown: 'unknown' },
  ja: { ok: '良好', problem: '問題', unknown: '不明' },
} satisfies Record<Language, Record<DoctorOutcome, string>>;
const CHECKS = {
  en: {
    node: 'Node',
    config: 'configuration',
    data: 'data directory',
    key: 'vault key',
    slack: 'Slack',
    scopes: 'Slack scopes',
    socket: 'Slack requests',
    clock: 'clock',
    networks: 'private networks',
    'dns-udp': 'DNS over UDP',
    'dns-tcp': 'DNS over TCP',
    direct: 'DNS, undisturbed',
    site: 'own resolvers',
    port25: 'port 25 out',
  },
  ja: {
    node: 'Node',
    config: '設定',
    data: 'データディレクトリ',
    key: '保管庫の鍵',
    slack: 'Slack',
    scopes: 'Slack の権限',
    socket: 'Slack からの受信',
    clock: '時計',
    networks: '閉じたネットワーク',
    'dns-udp': 'DNS（UDP）',
    'dns-tcp': 'DNS（TCP）',
    direct: 'DNS の直接問い合わせ',
    site: '自社のリゾルバー',
    port25: '25番ポート',
  },
} satisfies Record<Language, Record<string, string>>;
const LAST = {
  en: { fine: 'No problem found.', problems: (n: number) => `${n} ${n === 1 ? 'problem' : 'problems'} found.` },
  ja: { fine: '問題は見つかりませんでした。', problems: (n: number) => `問題が ${n} 件見つかりました。` },
} satisfies Record<Language, object>;

/** One line of the doctor's report: outcome, what was looked at, what was seen and, where it helps, what to do. */
export function doctorLine(
  lang: Language,
  finding: {
    readonly check: DoctorCheck;
    readonly outcome: DoctorOutcome;
    readonly code: DoctorCode;
    readonly figures: DoctorFigures;
  },
): string {
  const phrase: string | readonly string[] = PHRASES[lang][finding.code];
  const text = typeof phrase === 'string' ? phrase : phrase.join(lang === 'ja' ? '' : ' ');
  const said = text.replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
    safeText(String(finding.figures[name] ?? '?'), 'plain'),
  );
  return `${OUTCOMES[lang][finding.outcome]}  ${CHECKS[lang][finding.check]}: ${said}`;
}

/** The last line: how many problems there are. What is unknown is none, and is no "fine" either: its line says so. */
export function doctorSum(lang: Language, problems: number): string {
  return problems === 0 ? LAST[lang].fine : LAST[lang].problems(problems);
}
