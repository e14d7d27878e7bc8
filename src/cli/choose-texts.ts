import type { Lang } from './io.ts';

/** What is said about which migration is meant, and about what a command line lacks. */
export type Texts = {
  readonly missing: (what: string) => string;
  readonly missingValue: (option: string) => string;
  readonly oneOfTwo: string;
  readonly channelId: (given: string) => string;
  readonly taken: (domain: string, channelId: string) => string;
  readonly several: string;
  readonly none: (through: 'bot' | 'store', where: string) => string;
  readonly ended: string;
  readonly noStore: (dataDir: string, database: string) => string;
};

export function textsIn(lang: Lang): Texts {
  return lang === 'ja' ? ja : en;
}

const en: Texts = {
  missing: (what) => `Missing: ${what}`,
  missingValue: (option) => `Missing: a value after ${option}`,
  oneOfTwo: 'Give --migration or --channel, not both.',
  channelId: (given) =>
    `--channel wants the channel's id (C… or G…), and “${given}” is none. In Slack: open the channel, click its name at the top; the id is at the bottom of “About”.`,
  taken: (domain, channelId) => `For the migration of ${domain}, in channel ${channelId}: the only one going on.`,
  several: 'Several migrations are going on. Add one of these:',
  none: (through, where) =>
    `No migration is going on in ${through === 'bot' ? `the bot that runs at ${where}` : `the database ${where}`}. Start one in its Slack channel with /migration start. If the bot keeps its data elsewhere, set DATA_DIR or DATABASE_URL as for the bot.`,
  ended: 'These have ended; one can still be named:',
  noStore: (dataDir, database) =>
    `No bot runs on ${dataDir}, and there is no database ${database}. If the bot keeps its data elsewhere, set DATA_DIR or DATABASE_URL as for the bot; if it has never run, start it first (npm start).`,
};

const ja: Texts = {
  missing: (what) => `足りません: ${what}`,
  missingValue: (option) => `足りません: ${option} の値`,
  oneOfTwo: '--migration か --channel のどちらか一方だけを指定してください。',
  channelId: (given) =>
    `--channel にはチャンネル ID(C… か G…)を指定してください。「${given}」は ID ではありません。Slack でチャンネルを開き、上部のチャンネル名をクリックすると、「チャンネル情報」のいちばん下にあります。`,
  taken: (domain, channelId) => `進行中の移行は一つだけです。${domain}(チャンネル ${channelId})に対して実行します。`,
  several: '進行中の移行が複数あります。次のどれかを付けてください。',
  none: (through, where) =>
    `進行中の移行がありません。調べた場所: ${through === 'bot' ? `動いているボット(${where})` : `データベース ${where}`}。始めるには、Slack の移行用チャンネルで /migration start を実行してください。ボットのデータが別の場所にあるなら、ボットと同じ DATA_DIR か DATABASE_URL を設定してください。`,
  ended: '終了した移行です。指定すれば使えます。',
  noStore: (dataDir, database) =>
    `${dataDir} で動いているボットはなく、データベース ${database} もありません。ボットのデータが別の場所にあるなら、ボットと同じ DATA_DIR か DATABASE_URL を設定してください。まだ一度も動かしていないなら、先に npm start で起動してください。`,
};
