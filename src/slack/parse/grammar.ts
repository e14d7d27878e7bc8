import { DEFAULT_SETTINGS, type GateId, TUNABLES, tunableValue } from '../../migration/settings.ts';

/** The subcommands of `/migration`, each with lines that may be copied as they stand: help and errors show them. */
export const COMMAND = '/migration';

export const USAGE = {
  start: ['start', 'start example.jp'],
  status: ['status', 'status here'],
  check: ['check', 'check zone vantages', 'check scan'],
  step: [
    'step',
    'step pin',
    'step prepare done',
    'step prepare undo',
    'step rewrite begin',
    'step rewrite keep',
    'step rewrite done',
  ],
  clients: [
    'clients',
    'clients add "Aoi’s phone" @aoi imap,smtp; Scanner 2F @ken smtp',
    'clients add "Aoi’s phone" @aoi imap,smtp phone aoi@example.jp',
    'clients add',
    'clients import',
    'clients owner c3 @ken',
    'clients pinned c1 c2',
    'clients pinned @aoi',
    'clients sending c1-c9',
    'clients restored all',
    'clients undo pinned c1',
    'clients sheet',
    'clients sheet all ja',
    'clients remove c1',
  ],
  mailboxes: [
    'mailboxes',
    'mailboxes add aoi@example.jp info@example.jp',
    'mailboxes import',
    'mailboxes watch info@example.jp attested',
    'mailboxes owner info@example.jp @aoi',
    'mailboxes attest info@example.jp',
    'mailboxes remove info@example.jp',
  ],
  passwords: ['passwords', 'passwords mine'],
  checklist: ['checklist', 'checklist done aliases lists', 'checklist done all', 'checklist undo aliases'],
  approvers: ['approvers', 'approvers set @aoi @ken @mail-admins'],
  window: ['window', 'window @ken 2026-12-01 09:00 11:00', 'window @ken now 2h'],
  contract: [
    'contract',
    'contract old 2027-02-28',
    'contract old 2027-02-28 notice 30d',
    'contract old none',
    'contract new 2026-12-01',
  ],
  plan: [
    'plan',
    'plan diff',
    'plan as bind',
    'plan as panel rewrite',
    'plan as octodns before',
    'plan as dnscontrol back',
    'plan as bind rewrite 2',
    'plan set example.jp MX 10 mx.new.example',
    'plan set mail.example.jp A 192.0.2.10',
    'plan set autoconfig.example.jp CNAME autoconfig.new.example',
    'plan set _imaps._tcp.example.jp SRV 0 1 993 mail.example.jp',
    'plan set s1._domainkey.example.jp TXT "v=DKIM1; k=ed25519; " "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="',
    'plan set _25._tcp.mx.example.jp TLSA 3 1 1 5c5ba1e8f4c3d2b1a09f8e7d6c5b4a392817263544536271809fa0b1c2d3e4f5',
    'plan drop example.jp MX',
    'plan dkim s1 s2',
    'plan dkim none',
    'plan names www.example.jp shop.example.jp',
    'plan dns ns1.new-dns.example ns2.new-dns.example',
    'plan dns stay',
  ],
  timeline: ['timeline'],
  resolvers: ['resolvers', 'resolvers office Tokyo', 'resolvers globalping JP,US', 'resolvers globalping off'],
  gate: ['gate', 'gate cut-over', 'gate cut-over CUT-PLAN', 'gate cut-over ask'],
  waive: [
    'waive cut-over CUT-LOGIN-OLD mailbox:info@example.jp nobody has its password any more',
    'waive cut-over unchecked looked at by hand on Monday',
    'waive undo cut-over CUT-LOGIN-OLD mailbox:info@example.jp',
  ],
  addresses: [
    'addresses',
    'addresses alias orders@example.jp sales@example.jp',
    'addresses list all@example.jp',
    'addresses drop ken.old@example.jp because he left in 2019',
    'addresses drop unplaced because only spam comes to them',
    'addresses undo orders@example.jp',
  ],
  senders: ['senders', 'senders dismiss news@example.com because nobody reads it'],
  accept: ['accept', 'accept helper new', 'accept helper old'],
  stragglers: ['stragglers', 'stragglers 203.0.113.9', 'stragglers note 203.0.113.9'],
  rescue: ['rescue', 'rescue dry', 'rescue now'],
  copy: ['copy', 'copy now', 'copy compare', 'copy missing aoi@example.jp', 'copy missing aoi@example.jp 2'],
  probes: [
    'probes',
    'probes relay oldhost old smtp.old-host.example:587 starttls',
    'probes relay mx new mail.example.jp',
    'probes relay other outside 203.0.113.25:25 plain',
    'probes drop other',
    'probes now',
  ],
  ledger: ['ledger'],
  report: ['report'],
  archive: ['archive'],
  settings: [
    'settings',
    'settings quiet-cancel 14',
    'settings rescue off',
    'settings copy on',
    'settings reminders off',
    'settings digest daily',
    'settings language ja',
    'settings country JP',
  ],
  history: ['history', 'history 50'],
  pause: ['pause', 'pause the provider is down for maintenance'],
  resume: ['resume'],
  rollback: ['rollback the new server refuses mail for info@'],
  abandon: ['abandon example.jp we stay where we are'],
  help: ['help', 'help waive'],
} as const satisfies Record<string, readonly [string, ...string[]]>;

export type Subcommand = keyof typeof USAGE;
export const SUBCOMMANDS = Object.keys(USAGE).filter((name): name is Subcommand => name in USAGE);

/** The same subcommands in Japanese. */
export const ALIASES: Readonly<Record<string, Subcommand>> = {
  開始: 'start',
  状況: 'status',
  確認: 'check',
  手順: 'step',
  端末: 'clients',
  メールボックス: 'mailboxes',
  パスワード: 'passwords',
  チェックリスト: 'checklist',
  承認者: 'approvers',
  作業時間: 'window',
  契約: 'contract',
  計画: 'plan',
  リゾルバー: 'resolvers',
  経過図: 'timeline',
  図: 'timeline',
  タイムライン: 'timeline',
  報告書: 'report',
  ゲート: 'gate',
  免除: 'waive',
  アドレス: 'addresses',
  差出人: 'senders',
  受け付け: 'accept',
  遅れて届いたメール: 'stragglers',
  移し替え: 'rescue',
  コピー: 'copy',
  確認メール: 'probes',
  台帳: 'ledger',
  保存: 'archive',
  設定: 'settings',
  履歴: 'history',
  一時停止: 'pause',
  再開: 'resume',
  切り戻し: 'rollback',
  中止: 'abandon',
  ヘルプ: 'help',
};

/** The gates in Japanese, as messages call them. */
export const GATE_ALIASES: Readonly<Record<string, GateId>> = {
  切り替え: 'cut-over',
  切替: 'cut-over',
  切替え: 'cut-over',
  ホスト名への復帰: 'switch-back',
  解約: 'cancel',
};

/** A line for each setting of which the help shows none: as it is from the beginning, so that its unit is seen. */
const SETTINGS: readonly string[] = TUNABLES.map(({ key, unit }) => {
  const value = tunableValue(DEFAULT_SETTINGS, key);
  return `settings ${key} ${unit !== 'switch' ? value : value === 1 ? 'on' : 'off'}`;
});

/** The example lines of a subcommand, the first words compared with `starts` where one fits better than the first. */
export function exampleOf(subcommand: Subcommand, starts = subcommand as string): string {
  const lines: readonly string[] = subcommand === 'settings' ? [...USAGE.settings, ...SETTINGS] : USAGE[subcommand];
  return lines.find((line) => line.startsWith(starts)) ?? lines[0] ?? subcommand;
}
