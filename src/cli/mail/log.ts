import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { AppError, ErrorCode } from '../../errors.ts';
import { readLog } from '../../mail/logs/read-log.ts';
import type { LogReading } from '../../migration/mail-observations.ts';
import { wordsFor } from '../../words/words.ts';
import { ExitCode } from '../io.ts';
import { wrongly } from './forms.ts';
import { mailTexts } from './texts.ts';
import type { MailCommand, MailWork } from './work.ts';

const FOLLOW_EVERY_MS = 15_000;
/** A log that stays as it is says that nothing came: told this often, or it would seem that nobody looks any more. */
const STILL_EVERY_MS = 5 * 60_000;
/** When following, this much is read again each time: a delivery's lines stand apart. */
const OVERLAP_BYTES = 256 * 1024;

/** Reads delivery logs of the old server and tells the record what they vouch for; `--follow` goes on with the last one. */
export const importLogs: MailCommand = (given) => {
  const files = given.positionals;
  const last = files.at(-1);
  if (last === undefined) throw wrongly('log', { kind: 'missing', what: 'FILE' });
  const zone = given.text('time-zone');
  if (zone !== undefined && !isTimeZone(zone))
    throw wrongly('log', { kind: 'unknown', word: zone, options: ['Asia/Tokyo', 'UTC'] });
  return (work) => importAll(work, files, last);
};

async function importAll(work: MailWork, files: readonly string[], last: string): Promise<ExitCode> {
  const { given, io } = work;
  let outcome: ExitCode = ExitCode.Done;
  for (const file of files) {
    const told = await importFrom(work, file, 0);
    if (told !== ExitCode.Done) outcome = told;
  }
  if (!given.flag('follow')) return outcome;
  io.out(mailTexts(io.lang).following(last));
  return await follow(work, last);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Until the process is ended. A file that was rotated away is begun anew. */
async function follow(work: MailWork, file: string): Promise<never> {
  let known = await identify(file);
  let toldAt = Date.now();
  for (;;) {
    await delay(FOLLOW_EVERY_MS);
    const readAt = Date.now();
    const now = await identify(file);
    const isUnchanged = now.inode === known.inode && now.size === known.size;
    if (isUnchanged && readAt - toldAt < STILL_EVERY_MS) continue;
    const grew = now.inode === known.inode && now.size >= known.size;
    await importFrom(work, file, grew ? Math.max(0, known.size - OVERLAP_BYTES) : 0, readAt);
    known = now;
    toldAt = readAt;
  }
}

async function identify(file: string): Promise<{ readonly inode: number; readonly size: number }> {
  try {
    const { ino, size } = await stat(file);
    return { inode: ino, size };
  } catch (error) {
    throw new AppError(ErrorCode.FileUnreadable, { path: file }, { cause: error });
  }
}

/** `readAt`: the log is a live one, and vouches for the time until then, whenever its last line was written. */
async function importFrom(work: MailWork, file: string, fromByte: number, readAt?: number): Promise<ExitCode> {
  const { io, given, mail, migrationId, by } = work;
  const texts = mailTexts(io.lang);
  const { domains, timeZone: ofMigration } = await mail.outline(migrationId);
  const asked = given.text('time-zone');
  const timeZone = asked ?? ofMigration;
  const read = await readFrom(file, fromByte, { domains, timeZone });
  if (read === undefined) {
    io.err(texts.logUnknown);
    return ExitCode.Refused;
  }
  const { isZoneAssumed, ...rest } = read;
  if (isZoneAssumed && asked === undefined && readAt === undefined) io.out(texts.zoneAssumed(timeZone));
  const reading: LogReading = { ...rest, to: Math.max(read.to, readAt ?? 0) };
  const host = given.text('host');
  const { refusal } = await mail.tell(migrationId, {
    kind: 'report-log',
    by,
    reading,
    ...(host === undefined ? {} : { host }),
  });
  if (refusal !== undefined) {
    io.err(wordsFor(io.lang, { style: 'plain', timeZone: 'UTC' }).refusal(refusal));
    return ExitCode.Refused;
  }
  const iso = (at: number) => new Date(at).toISOString();
  io.out(
    texts.logRead({
      format: reading.format,
      lines: reading.lines,
      deliveries: reading.deliveries.length,
      unread: reading.unread,
      from: iso(reading.from),
      to: iso(reading.to),
    }),
  );
  return ExitCode.Done;
}

async function readFrom(
  file: string,
  fromByte: number,
  request: { readonly domains: readonly string[]; readonly timeZone: string },
): ReturnType<typeof readLog> {
  const source = createReadStream(file, { start: fromByte });
  const unzipped = file.endsWith('.gz') ? source.pipe(createGunzip()) : source;
  // A broken pipe below shows where it is read.
  source.on('error', (error) => unzipped.destroy(error));
  try {
    return await readLog(createInterface({ input: unzipped, crlfDelay: Number.POSITIVE_INFINITY }), {
      ...request,
      now: Date.now(),
    });
  } catch (error) {
    throw new AppError(ErrorCode.FileUnreadable, { path: file }, { cause: error });
  } finally {
    source.destroy();
  }
}
