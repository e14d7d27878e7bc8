/** A row of the table: at most one of the two limits, both inclusive; with none it is for orientation. */
export type Row = {
  readonly id: string;
  readonly group: string;
  readonly says: string;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** The program it is against, where a variable of the environment has to name it: else nothing is owed. */
  readonly peer?: { readonly name: string; readonly variable: string };
};

export type Verdict = 'ok' | 'short' | 'info' | 'not given';

/** A row and what was measured; `value` is missing where nothing could be. */
export type Figure = Row & { readonly value?: number; readonly verdict: Verdict };

/**
 * Holds each row to its target. What was not measured, or came out as no number, is short wherever a target stands, but
 * for a peer that nobody has named.
 */
export function judge(
  rows: readonly Row[],
  measured: Readonly<Record<string, number | undefined>>,
  environment: Readonly<Record<string, string | undefined>> = {},
): readonly Figure[] {
  return rows.map((row) => {
    const value = measured[row.id];
    if (value === undefined && row.peer !== undefined && !environment[row.peer.variable])
      return { ...row, verdict: 'not given' };
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
export function lineOf({ id, says, unit, value, atMost, atLeast, peer, verdict }: Figure): string {
  const missing = verdict === 'not given' ? 'not given' : 'not measured';
  const shown = value === undefined ? missing : `${rounded(value)} ${unit}`;
  const target =
    atMost !== undefined
      ? `≤ ${grouped(atMost)} ${unit}`
      : atLeast !== undefined
        ? `≥ ${grouped(atLeast)} ${unit}`
        : '';
  const verdictShown = verdict === 'ok' || verdict === 'short' ? verdict : '';
  const how =
    verdict === 'not given' && peer !== undefined ? ` (${peer.name}: not given (set ${peer.variable}=…))` : '';
  return `${id.padEnd(18)} ${shown.padStart(13)}  ${target.padEnd(11)}  ${verdictShown.padEnd(5)}  ${says}${how}`;
}

/** Three significant digits, and no fewer than the whole number. */
function rounded(value: number): string {
  const size = Math.abs(value);
  return grouped(size >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}

function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}
