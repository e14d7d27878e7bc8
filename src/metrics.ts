/** Label names and values of one series. Values are few and known in advance: an outcome, a kind of look; never a mailbox. */
export type Labels = Readonly<Record<string, string>>;

/** Counts up and never down. */
export type Counter = { readonly add: (labels?: Labels, by?: number) => void };
/** A figure as it is now. */
export type Gauge = { readonly set: (value: number, labels?: Labels) => void };

export type Metrics = {
  /** The counter or gauge of that name, made at the first call; names end in their unit (`_total`, `_seconds`, `_bytes`). */
  readonly counter: (name: string, help: string) => Counter;
  readonly gauge: (name: string, help: string) => Gauge;
  /** Everything in the Prometheus text format, version 0.0.4. */
  readonly render: () => string;
};

type Family = { readonly type: 'counter' | 'gauge'; readonly help: string; readonly series: Map<string, number> };

/** A label filled with what strangers write would grow for ever; past this, what is new is counted as `overflow`. */
const MAX_SERIES = 200;
const OVERFLOW = '{overflow="true"}';
const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * A registry of counters and gauges, held in memory from the start of the process.
 * A malformed name, one name with two types, and a counter that is to go down are mistakes in the code: they throw.
 */
export function createMetrics(): Metrics {
  const families = new Map<string, Family>();

  const family = (name: string, type: Family['type'], help: string): Family => {
    if (!NAME.test(name)) throw new RangeError(`"${name}" is no name for a metric`);
    const known = families.get(name);
    if (known !== undefined && known.type !== type) throw new RangeError(`${name} is a ${known.type} already`);
    const made = known ?? { type, help, series: new Map<string, number>() };
    families.set(name, made);
    return made;
  };

  return {
    counter: (name, help) => {
      const { series } = family(name, 'counter', help);
      return {
        add: (labels = {}, by = 1) => {
          if (!(by >= 0)) throw new RangeError(`${name} cannot go down`);
          const key = seriesKey(series, labels);
          series.set(key, (series.get(key) ?? 0) + by);
        },
      };
    },
    gauge: (name, help) => {
      const { series } = family(name, 'gauge', help);
      return { set: (value, labels = {}) => series.set(seriesKey(series, labels), value) };
    },
    render: () => [...families].map(([name, one]) => renderFamily(name, one)).join(''),
  };
}

function seriesKey(series: ReadonlyMap<string, number>, labels: Labels): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name] of pairs) if (!NAME.test(name)) throw new RangeError(`"${name}" is no name for a label`);
  const key =
    pairs.length === 0 ? '' : `{${pairs.map(([name, value]) => `${name}="${escapeValue(value)}"`).join(',')}}`;
  return series.has(key) || series.size < MAX_SERIES ? key : OVERFLOW;
}

function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

function renderFamily(name: string, { type, help, series }: Family): string {
  const lines = [...series].map(([labels, value]) => `${name}${labels} ${formatValue(value)}\n`);
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function formatValue(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}
