/** Label names and values of one series. Values are few and known in advance: an outcome, a kind of look; never a mailbox. */
export type Labels = Readonly<Record<string, string>>;

/** Counts up and never down. */
export type Counter = { readonly add: (labels?: Labels, by?: number) => void };
/** A figure as it is now. */
export type Gauge = { readonly set: (value: number, labels?: Labels) => void };
/** How often something took how long, or was how large. */
export type Histogram = { readonly observe: (value: number, labels?: Labels) => void };

export type Metrics = {
  /** The counter, gauge or histogram of that name, made at the first call; names end in their unit (`_total`, `_seconds`, `_bytes`). */
  readonly counter: (name: string, help: string) => Counter;
  readonly gauge: (name: string, help: string) => Gauge;
  /** `bounds`: the upper end of each bucket, rising; beyond the last everything is counted together. */
  readonly histogram: (name: string, help: string, bounds: readonly number[]) => Histogram;
  /** Everything in the Prometheus text format, version 0.0.4. */
  readonly render: () => string;
};

type Plain = { readonly type: 'counter' | 'gauge'; readonly help: string; readonly series: Map<string, number> };
type Buckets = { readonly counts: number[]; sum: number };
type Bucketed = {
  readonly type: 'histogram';
  readonly help: string;
  readonly bounds: readonly number[];
  readonly series: Map<string, Buckets>;
};
type Family = Plain | Bucketed;

/** A label filled with what strangers write would grow for ever; past this, what is new is counted as `overflow`. */
const MAX_SERIES = 200;
const OVERFLOW = '{overflow="true"}';
const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * A registry of counters, gauges and histograms, held in memory from the start of the process.
 * A malformed name, one name with two types, buckets that do not rise, and a counter that is to go down are mistakes in
 * the code: they throw.
 */
export function createMetrics(): Metrics {
  const families = new Map<string, Family>();

  const known = (name: string, type: Family['type']): Family | undefined => {
    if (!NAME.test(name)) throw new RangeError(`"${name}" is no name for a metric`);
    const family = families.get(name);
    if (family !== undefined && family.type !== type) throw new RangeError(`${name} is a ${family.type} already`);
    return family;
  };
  const plain = (name: string, type: Plain['type'], help: string): Plain => {
    const family = known(name, type);
    if (family !== undefined && family.type !== 'histogram') return family;
    const made: Plain = { type, help, series: new Map() };
    families.set(name, made);
    return made;
  };
  const bucketed = (name: string, help: string, bounds: readonly number[]): Bucketed => {
    const family = known(name, 'histogram');
    if (family?.type === 'histogram') return family;
    if (bounds.some((bound, index) => !(bound > (bounds[index - 1] ?? Number.NEGATIVE_INFINITY))))
      throw new RangeError(`the buckets of ${name} do not rise`);
    const made: Bucketed = { type: 'histogram', help, bounds, series: new Map() };
    families.set(name, made);
    return made;
  };

  return {
    counter: (name, help) => {
      const { series } = plain(name, 'counter', help);
      return {
        add: (labels = {}, by = 1) => {
          if (!(by >= 0)) throw new RangeError(`${name} cannot go down`);
          const key = seriesKey(series, labels);
          series.set(key, (series.get(key) ?? 0) + by);
        },
      };
    },
    gauge: (name, help) => {
      const { series } = plain(name, 'gauge', help);
      return { set: (value, labels = {}) => series.set(seriesKey(series, labels), value) };
    },
    histogram: (name, help, bounds) => {
      const { series, bounds: standing } = bucketed(name, help, bounds);
      return {
        observe: (value, labels = {}) => {
          if (Number.isNaN(value)) throw new RangeError(`${name} takes figures`);
          if ('le' in labels) throw new RangeError(`"le" names the buckets of ${name}`);
          const key = seriesKey(series, labels);
          const buckets = series.get(key) ?? { counts: Array<number>(standing.length + 1).fill(0), sum: 0 };
          series.set(key, buckets);
          const at = standing.findIndex((bound) => value <= bound);
          const place = at === -1 ? standing.length : at;
          buckets.counts[place] = (buckets.counts[place] ?? 0) + 1;
          buckets.sum += value;
        },
      };
    },
    render: () => [...families].map(([name, one]) => renderFamily(name, one)).join(''),
  };
}

function seriesKey(series: ReadonlyMap<string, unknown>, labels: Labels): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name] of pairs) if (!NAME.test(name)) throw new RangeError(`"${name}" is no name for a label`);
  const key =
    pairs.length === 0 ? '' : `{${pairs.map(([name, value]) => `${name}="${escapeValue(value)}"`).join(',')}}`;
  return series.has(key) || series.size < MAX_SERIES ? key : OVERFLOW;
}

function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

function renderFamily(name: string, family: Family): string {
  const { type, help } = family;
  const lines =
    family.type === 'histogram'
      ? [...family.series].flatMap(([labels, buckets]) => bucketLines(name, labels, buckets, family.bounds))
      : [...family.series].map(([labels, value]) => `${name}${labels} ${formatValue(value)}\n`);
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

/** Each bucket holds those below it as well, and the last, `+Inf`, all. */
function bucketLines(name: string, labels: string, { counts, sum }: Buckets, bounds: readonly number[]): string[] {
  const inside = labels === '' ? '' : `${labels.slice(1, -1)},`;
  let total = 0;
  const buckets = [...bounds, Number.POSITIVE_INFINITY].map((bound, index) => {
    total += counts[index] ?? 0;
    return `${name}_bucket{${inside}le="${formatValue(bound)}"} ${total}\n`;
  });
  return [...buckets, `${name}_sum${labels} ${formatValue(sum)}\n`, `${name}_count${labels} ${total}\n`];
}

function formatValue(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}
