/** One sentence for each code; `{{figure}}` stands for a figure, `{{figure, format}}` for a formatted one (see `figures.ts`). */
export type Phrases<Code extends string> = Readonly<Record<Code, string>>;

/** What happened (or is wrong), and what to do about it. */
export type Pair = readonly [what: string, todo: string];
export type Pairs<Code extends string> = Readonly<Record<Code, Pair>>;

/** English keys that only Japanese needs not know: it has one plural form. */
export type SameKeys<Subject> = Phrases<Exclude<keyof Subject & string, `${string}_one`>>;
