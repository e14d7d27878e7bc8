/** A row of the table: at most one of the two limits, both inclusive; with none it is for orientation. */
export type Row = {
  readonly id: string;
  readonly group: string;
  readonly says: string;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
};

export type Verdict = 'ok' | 'short' | 'info';

/** A row and what was measured; `value` is missing where nothing could be. */
export type Figure = Row & { readonly value?: number; readonly verdict: Verdict };

/** Holds each row to its target. What was not measured, or came out as no number, is short wherever a target stands. */
export function judge(rows: readonly Row[], measured: Readonly<Record<string, number | undefined>>): readonly Figure[] {
  return rows.map((row) => {
    const value = measured[row.id];
    return value === undefined
      ? { ...row, verdict: verdictOn(row, Number.NaN) }
      : { ...row, value, verdict: verdictOn(row, value) };
  });
}

function verdictOn({ atMost, atLeast }: Row, value: number): Verdict {
  if (atMost === undefined && atLeast === undefined) return 'info';
  return value <= (atMost ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? Number.NEGATIVE_INFINITY)
    ? 'ok'
    : 'short';
}

/** 1 as soon as one figure is short. */
export function exitCodeOf(figures: readonly Figure[]): 0 | 1 {
  return figures.some((figure) => figure.verdict === 'short') ? 1 : 0;
}

/** One line: name, value, target, verdict. */
export function lineOf({ id, says, unit, value, atMost, atLeast, verdict }: Figure): string {
  const shown = value === undefined ? 'not measured' : `${rounded(value)} ${unit}`;
  const target =
    atMost !== undefined
      ? `≤ ${grouped(atMost)} ${unit}`
      : atLeast !== undefined
        ? `≥ ${grouped(atLeast)} ${unit}`
        : '';
  const verdictShown = verdict === 'info' ? '' : verdict;
  return `${id.padEnd(18)} ${shown.padStart(13)}  ${target.padEnd(11)}  ${verdictShown.padEnd(5)}  ${says}`;
}

/** Three significant digits, and no fewer than the whole number. */
function rounded(value: number): string {
  const size = Math.abs(value);
  return grouped(size >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}

function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}
