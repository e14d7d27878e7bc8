import type { Language } from '../migration/facts.ts';
import type { Report } from '../migration/report.ts';
import { type Speaker, speaker } from './engine.ts';
import { sayEvent } from './history.ts';
import { gateChapter } from './report/gates.ts';
import { mailChapters } from './report/mail.ts';
import { summary } from './report/summary.ts';
import { type Names, peopleChapters } from './report/team.ts';
import { heading, table } from './report/text.ts';

/**
 * The report as a file for people (CommonMark with tables), in one language and the migration's time zone. It is read from
 * top to bottom: what stands, what remains at risk, then the evidence chapter by chapter, and the history with the hash
 * that an export of the journal is held against.
 */
export function sayReport(report: Report, lang: Language, names: Names): string {
  const say = speaker(lang, 'markdown', report.migration.timeZone);
  const chapters = [
    ...summary(say, report),
    ...report.gates.flatMap((gate) => gateChapter(say, gate)),
    ...mailChapters(say, report),
    ...peopleChapters(say, report, names),
    ...history(say, report),
  ];
  return `${chapters.join('\n\n')}\n`;
}

/** What people and gates did, in order, and how the whole journal is checked. */
function history(say: Speaker, { history: lines, journal }: Report): readonly string[] {
  const { t } = say;
  return [
    heading(2, t('report:history')),
    t('report:history-what', { total: journal.seq, count: lines.length }),
    table(
      [t('report:column-number'), t('report:column-when'), t('report:column-what')],
      lines.map(({ seq, event }) => [String(seq), say.moment(event.at), sayEvent(say, event)]),
    ),
    t('report:journal', { count: journal.seq, hash: journal.hash }),
  ];
}
