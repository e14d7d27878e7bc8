import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { loadStorageConfig } from '../config.ts';
import { AppError, ErrorCode } from '../errors.ts';
import type { Event } from '../migration/events.ts';
import { reportOf } from '../migration/report.ts';
import { type ChainLink, type JournalEntry, parseJournalEntry, verifyChain } from '../store/journal.ts';
import { sayReport } from '../words/report.ts';
import { type Arguments, readArguments } from './arguments.ts';
import { chooseMigration, targetOf } from './choose.ts';
import { ExitCode, type Io } from './io.ts';
import type { Operations } from './operations.ts';
import { CommandRefused } from './refusal.ts';
import { openSession } from './session.ts';
import { textsIn } from './texts.ts';

/** `journal verify|export|report`: a migration's history, proven whole, taken out as a file that can be proven elsewhere, or told. */
export async function journalCommand(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [action, ...rest] = argv;
  if (action === 'verify') return verify(rest, io);
  if (action === 'export') return exportJournal(rest, io);
  if (action === 'report') return report(rest, io);
  if (action === undefined) throw new CommandRefused((lang) => [textsIn(lang).usage], ExitCode.Usage);
  throw new AppError(ErrorCode.UsageWrong, { argument: `journal ${action}` });
}

async function verify(argv: readonly string[], io: Io): Promise<ExitCode> {
  const given = readArguments(argv, { migration: 'text', channel: 'text', file: 'text' });
  const file = given.text('file');
  const { entries, end } = file === undefined ? await readJournal(given, io) : readExport(file);
  const verdict = verifyChain(entries, { end });
  const texts = textsIn(io.lang);
  if (verdict.ok) {
    io.out(texts.journalWhole(verdict.entries, verdict.lastHash));
    return ExitCode.Done;
  }
  io.err(texts.journalBroken(verdict.seq, verdict.reason));
  return ExitCode.Refused;
}

async function exportJournal(argv: readonly string[], io: Io): Promise<ExitCode> {
  const given = readArguments(argv, { migration: 'text', channel: 'text', output: 'text' });
  const journal = await readJournal(given, io);
  const text = JSON.stringify({ schema: 1, ...journal }, undefined, 2);
  const output = given.text('output');
  if (output === undefined) io.out(text);
  else {
    writeExport(output, text);
    io.out(textsIn(io.lang).exported(journal.entries.length, output));
  }
  return ExitCode.Done;
}

/** The closing report as a file for people, `NAME.md`, and one for programs, `NAME.json`. */
async function report(argv: readonly string[], io: Io): Promise<ExitCode> {
  const given = readArguments(argv, { migration: 'text', channel: 'text', output: 'text' });
  const target = targetOf(given);
  const session = await openSession(loadStorageConfig(io.environment));
  try {
    const { operations } = session;
    const id = await chooseMigration(session, target, io);
    const migration = await operations.readMigration(id);
    const { entries, end } = await journalOf(operations, id);
    const lines = entries.map(({ seq, event }) => ({ seq, event: event as Event }));
    const made = reportOf(migration, lines, end, Date.now());
    const name = given.text('output') ?? `migration-report-${migration.facts.domain}`;
    writeExport(`${name}.md`, sayReport(made, io.lang, {}));
    writeExport(`${name}.json`, JSON.stringify(made, undefined, 2));
    io.out(textsIn(io.lang).reported(`${name}.md`, `${name}.json`));
    return ExitCode.Done;
  } finally {
    await session.close();
  }
}

type Journal = { readonly migrationId: string; readonly end: ChainLink; readonly entries: readonly JournalEntry[] };

async function readJournal(given: Arguments, io: Io): Promise<Journal> {
  const target = targetOf(given);
  const session = await openSession(loadStorageConfig(io.environment));
  try {
    const migrationId = await chooseMigration(session, target, io);
    return { migrationId, ...(await journalOf(session.operations, migrationId)) };
  } finally {
    await session.close();
  }
}

async function journalOf(operations: Operations, migrationId: string): Promise<Pick<Journal, 'end' | 'entries'>> {
  const entries: JournalEntry[] = [];
  for (;;) {
    const part = await operations.readJournal(migrationId, (entries.at(-1)?.seq ?? 0) + 1);
    if (part.entries.length === 0) return { end: part.end, entries };
    entries.push(...part.entries);
  }
}

const exportSchema = z.object({
  schema: z.literal(1),
  migrationId: z.string(),
  end: z.object({ seq: z.int(), hash: z.string() }),
  entries: z.array(z.unknown()),
});

function readExport(file: string): Journal {
  try {
    const { migrationId, end, entries } = exportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { migrationId, end, entries: entries.map(parseJournalEntry) };
  } catch (error) {
    throw new AppError(ErrorCode.FileUnreadable, { path: file }, { cause: error });
  }
}

function writeExport(file: string, text: string): void {
  try {
    writeFileSync(file, `${text}\n`, { mode: 0o600 });
  } catch (error) {
    throw new AppError(ErrorCode.FileUnwritable, { path: file }, { cause: error });
  }
}
