/** What the bot must say of its own accord in a world where this happens. */
export const TELLINGS = [
  /** A resolver that holds old data beyond the watermark, by its operator's name. */
  'extender',
  /** Signatures, or a DS, that do not fit. */
  'dnssec',
  /** The wrong value in the MX. */
  'slip',
  /** The server that got nothing of the rewrite, or got it late. */
  'behind',
  'rollback',
  /** The former DNS provider's servers are needed no longer. */
  'dns-released',
  /** An address that received mail and is on no list. */
  'alias',
  /** The old server refuses an address that mail still comes to. */
  'old-refuses',
  /** A regular sender that has not been heard of since. */
  'monthly',
  /** The way by which a straggler came, by the address that handed it over. */
  'path',
  /** A message that the bot put into a mailbox, to its owner alone and once. */
  'owner',
  /** What is to be typed into a client, to its owner alone and once for each change. */
  'client',
] as const;
export type TellingKind = (typeof TELLINGS)[number];

export type GateFact = {
  /** Milliseconds since the rehearsal began. */
  readonly announcedAt: number;
  readonly early: boolean;
  /** Why it was too early, as the world knows. */
  readonly because: readonly string[];
};

/** Something that the bot had to say in this world. */
export type ToldFact = {
  readonly kind: TellingKind;
  readonly names: string;
  /** Milliseconds since the rehearsal began; absent: it never did. */
  readonly saidAt?: number;
  /** Why it said so too early, as the world knows. */
  readonly because: readonly string[];
};

export type WorldFacts = {
  readonly seed: number;
  readonly lang: 'en' | 'ja';
  readonly sent: number;
  readonly landedOld: number;
  readonly landedNew: number;
  /** On the old server alone, on their way, and on neither: with `landedNew` they add up to `sent`. */
  readonly onlyOld: number;
  /** Fetched from the old server by its reader's own program before the rewrite, and on no server since. */
  readonly atReaders: number;
  readonly underWay: number;
  readonly onNeither: number;
  readonly missing: number;
  /** The first few of them: who wrote to whom, and where it is. */
  readonly missingSaid?: readonly string[];
  readonly gates: Readonly<Record<string, GateFact>>;
  readonly told: readonly ToldFact[];
  readonly wallSeconds: number;
  readonly failure?: string;
};

/** Whether a rehearsal went as it must: all three gates announced, none early, nothing missing, and nothing unsaid. */
export function passed(facts: WorldFacts): boolean {
  const announced = ['cut-over', 'switch-back', 'cancel'].every((gate) => facts.gates[gate] !== undefined);
  return (
    facts.failure === undefined &&
    announced &&
    facts.missing === 0 &&
    Object.values(facts.gates).every((gate) => !gate.early) &&
    facts.told.every(({ saidAt, because }) => saidAt !== undefined && because.length === 0)
  );
}
