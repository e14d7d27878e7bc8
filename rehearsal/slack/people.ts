/** Someone in the workspace. `id` is given by the workspace when it opens. */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  /** IANA name; Slack tells it in `users.info` as `tz`, the emulator does not, the front adds it. */
  readonly timeZone: string;
  readonly locale: string;
  /** Acts for this person in the Web API (posting a message of their own). */
  readonly token: string;
  /** A guest of the workspace. */
  readonly isGuest?: boolean;
  /** The workspace that they are of, where it is another one (Slack Connect). */
  readonly teamId?: string;
};

export type PersonSeed = Pick<Person, 'name' | 'realName' | 'timeZone' | 'locale' | 'isGuest' | 'teamId'>;

/** The team that plays the rehearsal. */
export const TEAM: readonly PersonSeed[] = [
  { name: 'aoi', realName: 'Aoi Kitano', timeZone: 'Asia/Tokyo', locale: 'ja-JP' },
  { name: 'ken', realName: 'Ken Mori', timeZone: 'Asia/Tokyo', locale: 'ja-JP' },
  { name: 'mika', realName: 'Mika Sato', timeZone: 'Asia/Tokyo', locale: 'ja-JP' },
  { name: 'jonas', realName: 'Jonas Weber', timeZone: 'Europe/Berlin', locale: 'en-GB' },
  { name: 'ritu', realName: 'Ritu Nair', timeZone: 'Asia/Kolkata', locale: 'en-GB' },
  { name: 'dana', realName: 'Dana Ruiz', timeZone: 'America/New_York', locale: 'en-US' },
];

/** The same people, all of whom read one language: what each alone sees is then in it too. */
export const speaking = (lang: 'en' | 'ja'): readonly PersonSeed[] =>
  TEAM.map((person) => ({ ...person, locale: lang === 'ja' ? 'ja-JP' : 'en-GB' }));

/** How far the zone is ahead of UTC now: Asia/Kolkata 19,800 s. Computed, so that summer time is right. */
export const utcOffsetSeconds = (timeZone: string, now: number): number => {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(now);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name);
  if (match === null) return 0;
  const seconds = Number(match[2]) * 3_600 + Number(match[3]) * 60;
  return match[1] === '-' ? -seconds : seconds;
};
