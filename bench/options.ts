import { parseArgs } from 'node:util';
import { GROUPS, type Group } from './targets.ts';

export type Options = { readonly groups: readonly Group[]; readonly json: string | undefined; readonly help: boolean };

export const USAGE = `npm run bench -- [group …] [options]
  groups            ${GROUPS.join(' ')} (all of them)
  --json FILE       write the figures
  --help`;

/** The command line, or what is wrong with it in a sentence. */
export function readOptions(argv: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { json: { type: 'string' }, help: { type: 'boolean', default: false } },
    });
    const unknown = positionals.find((name) => !isGroup(name));
    if (unknown !== undefined) return `there is no group ${unknown}; there are ${GROUPS.join(', ')}`;
    const groups = GROUPS.filter((group) => positionals.length === 0 || positionals.includes(group));
    return { groups, json: values.json, help: values.help };
  } catch (error) {
    // Its own complaint about a flag it does not know.
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

/** Whether that is the name of a group. */
export function isGroup(name: string): name is Group {
  return GROUPS.some((group) => group === name);
}
