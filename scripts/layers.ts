import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { runTool } from './tool.ts';

const ROOMS = ['src', 'rehearsal', 'torture', 'bench', 'test', 'scripts'];

const Cruise = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    violations: z.array(
      z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string(), severity: z.string() }) }),
    ),
  }),
});

export type Offence = { readonly rule: string; readonly from: string; readonly to: string };

export type Layers =
  /** `modules` counts the files below src/ that were read. */
  | { readonly kind: 'read'; readonly modules: number; readonly offences: readonly Offence[] }
  /** The tool itself did not run, so nothing is known. */
  | { readonly kind: 'broken'; readonly output: string };

/**
 * Holds the tree below `root` against the floors and rooms of `.dependency-cruiser.mjs` found there.
 * A tree of which nothing was read is for the caller to refuse: with a parser that does not fit, dependency-cruiser
 * finds 0 modules and calls that clean.
 */
export async function cruiseLayers(root: string): Promise<Layers> {
  const rooms = ROOMS.filter((room) => existsSync(path.join(root, room)));
  if (rooms.length === 0) return { kind: 'read', modules: 0, offences: [] };
  const done = await runTool(root, 'depcruise', [
    ...rooms,
    '--config',
    '.dependency-cruiser.mjs',
    '--output-type',
    'json',
  ]);
  const cruise = Cruise.safeParse(parseJson(done.stdout));
  if (!cruise.success) return { kind: 'broken', output: done.stdout + done.stderr };
  return {
    kind: 'read',
    modules: cruise.data.modules.filter((one) => one.source.startsWith('src/')).length,
    offences: cruise.data.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

/** Undefined where the text is not JSON: the schema then refuses it, and the text itself is shown. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
