/** One sentence for each code; `{{figure}}` stands for a figure, `{{figure, format}}` for a formatted one (see `figures.ts`). */
export type Phrases<Code extends string> = Readonly<Record<Code, string>>;

/** What happened (or is wrong), and what to do about it. */
export type Pair = readonly [what: string, todo: string];
export type Pairs<Code extends string> = Readonly<Record<Code, Pair>>;

/** A whole language: the same subjects and codes as English, but for the plural forms that Japanese does not have. */
export type SameSubjects<Subjects> = {
  readonly [S in keyof Subjects]: Readonly<
    Record<Exclude<keyof Subjects[S] & string, `${string}_one`>, string | readonly string[]>
  >;
};

/** English keys that only Japanese needs not know: it has one plural form. */
export type SameKeys<Subject> = Phrases<Exclude<keyof Subject & string, `${string}_one`>>;
