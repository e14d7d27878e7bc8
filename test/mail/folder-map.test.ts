import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapFolders, plainPathOf } from '../../src/mail/folder-map.ts';
import { type FolderTree, withUses } from '../../src/mail/raw-imap/list.ts';
import { decodeName, encodeName } from '../../src/mail/raw-imap/names.ts';

type Shape = { readonly delimiter?: string; readonly prefix?: string };

/** A name alone, or with the mark that the server puts on it. */
function tree(names: readonly (string | readonly [string, string])[], shape: Shape = {}): FolderTree {
  const { delimiter = '/', prefix = '' } = shape;
  const listed = names.map((one) => {
    const [name, mark] = typeof one === 'string' ? [one] : one;
    return { path: encodeName(name), name, marks: new Set(mark === undefined ? [] : [mark]) };
  });
  return { delimiter, prefix, folders: withUses(listed, { delimiter, prefix }) };
}
const places = (old: FolderTree, fresh: FolderTree) =>
  Object.fromEntries(mapFolders(old, fresh).map(({ from, path, exists }) => [from.name, exists ? path : `+${path}`]));

describe('a folder of the old server', () => {
  it('goes to the one of the same use, else of the same name', () => {
    const old = tree(['INBOX', 'Sent Items', '迷惑メール', 'ごみ箱', 'Work']);
    const fresh = tree(['INBOX', ['Gesendet', '\\Sent'], ['Spamverdacht', '\\Junk'], 'Trash', 'Work']);
    expect(places(old, fresh)).toEqual({
      INBOX: 'INBOX',
      'Sent Items': 'Gesendet',
      迷惑メール: 'Spamverdacht',
      ごみ箱: 'Trash',
      Work: 'Work',
    });
  });

  it('is made where it is not there, in the letters of IMAP', () => {
    expect(places(tree(['受注/2026', 'A & B']), tree(['INBOX']))).toEqual({
      '受注/2026': '+&U9ds6A-/2026',
      'A & B': '+A &- B',
    });
  });

  it('is below INBOX where that is the custom, and not where it is not', () => {
    const cyrus = { delimiter: '.', prefix: 'INBOX.' };
    expect(places(tree(['INBOX', 'INBOX.Work.2026', 'INBOX.Sent'], cyrus), tree(['INBOX', 'Sent']))).toEqual({
      INBOX: 'INBOX',
      'INBOX.Work.2026': '+Work/2026',
      'INBOX.Sent': 'Sent',
    });
    expect(places(tree(['INBOX', 'Work/2026', 'INBOX/Below']), tree(['INBOX'], cyrus))).toEqual({
      INBOX: 'INBOX',
      'Work/2026': '+INBOX.Work.2026',
      'INBOX/Below': '+INBOX.Below',
    });
  });

  it("keeps a name that has the other server's separator in it in one piece", () => {
    expect(places(tree(['v1.2/notes.txt']), tree([], { delimiter: '.' }))).toEqual({
      'v1.2/notes.txt': '+v1_2.notes_txt',
    });
    expect(places(tree(['a/b']), tree([], { delimiter: '' }))).toEqual({ 'a/b': '+a_b' });
  });

  it('of several with one use the first goes there, and the others keep their names', () => {
    expect(places(tree(['Junk', 'Spam', 'Bulk Mail']), tree(['INBOX', ['Junk', '\\Junk'], 'Spam']))).toEqual({
      Junk: 'Junk',
      Spam: 'Spam',
      'Bulk Mail': '+Bulk Mail',
    });
  });

  it('is not taken for the archive of the mailbox for being called so somewhere within', () => {
    expect(places(tree(['Clients/Archive', 'Clients/Trash']), tree(['Archive', 'Trash']))).toEqual({
      'Clients/Archive': '+Clients/Archive',
      'Clients/Trash': '+Clients/Trash',
    });
  });

  it('does not share a place with one whose name differs in case alone', () => {
    expect(places(tree(['work', 'Work']), tree(['Work']))).toEqual({ Work: 'Work', work: '+work 2' });
  });

  it('finds its own where Japanese names differ only in the case of their base64', () => {
    const names = ['INBOX', 'é', 'á'];
    expect(places(tree(names), tree(names))).toEqual(Object.fromEntries(names.map((one) => [one, encodeName(one)])));
    const [first, second] = sharingBase64();
    expect(places(tree([first, second]), tree([first, second]))).toEqual({
      [first]: encodeName(first),
      [second]: encodeName(second),
    });
  });

  it('that shows all mail goes to the archive; a folder that is only called so is a folder', () => {
    const gmail = tree(['INBOX', ['[Gmail]/All Mail', '\\All']]);
    expect(places(gmail, tree(['INBOX', 'Archive']))['[Gmail]/All Mail']).toBe('Archive');
    expect(places(gmail, gmail)['[Gmail]/All Mail']).toBe('[Gmail]/All Mail');
    expect(tree(['All Mail']).folders[0]?.specialUse).toBeUndefined();
    expect(places(tree(['All Mail']), tree(['INBOX', 'Archive']))).toEqual({ 'All Mail': '+All Mail' });
  });
});

const SHAPES: readonly Shape[] = [{}, { delimiter: '.', prefix: 'INBOX.' }, { delimiter: '.' }, { delimiter: '' }];
const part = fc.constantFrom(
  'Work',
  'work',
  'Junk',
  'Spam',
  'Sent',
  '受注',
  '案件',
  'a.b',
  'a/b',
  'a_b',
  'A & B',
  '50%',
  'x 2',
  'x',
);
const anyTree = fc
  .record({
    shape: fc.constantFrom(...SHAPES),
    paths: fc.array(fc.array(part, { minLength: 1, maxLength: 3 }), { maxLength: 12 }),
  })
  .map(({ shape, paths }) => {
    const { delimiter = '/', prefix = '' } = shape;
    const names = paths.map((parts) => {
      const own = delimiter === '' ? parts : parts.map((one) => one.replaceAll(delimiter, '-'));
      return `${prefix}${own.join(delimiter)}`;
    });
    return tree([...new Set(['INBOX', ...names])], shape);
  });

it('no two folders share a place, and every one has one, whatever the servers', () => {
  fc.assert(
    fc.property(anyTree, anyTree, (old, fresh) => {
      const targets = mapFolders(old, fresh);
      expect(targets.map(({ from }) => from.path).sort()).toEqual(old.folders.map(({ path }) => path).sort());
      expect(new Set(targets.map(({ path }) => path)).size).toBe(targets.length);
      expect(targets.find(({ from }) => from.name === 'INBOX')?.path).toBe('INBOX');
      for (const { path, exists } of targets) expect(exists).toBe(fresh.folders.some((one) => one.path === path));
    }),
  );
});

it('a copy of a tree is mapped onto itself', () => {
  fc.assert(
    fc.property(anyTree, (same) => {
      // Names that differ in case alone are kept apart.
      fc.pre(new Set(same.folders.map(({ name }) => name.toLowerCase())).size === same.folders.length);
      for (const { from, path } of mapFolders(same, same)) expect(path).toBe(from.path);
    }),
  );
});

/** Two names whose modified UTF-7 differs only in upper and lower case. */
function sharingBase64(): readonly [string, string] {
  const seen = new Map<string, string>();
  for (let code = 0x3041; code < 0x9fff; code += 1) {
    const name = String.fromCharCode(code);
    const folded = encodeName(name).toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined) return [other, name];
    seen.set(folded, name);
  }
  throw new Error('there are none');
}

it('a second run, when all folders are made, puts each where the first did', () => {
  fc.assert(
    fc.property(anyTree, anyTree, (old, fresh) => {
      const first = mapFolders(old, fresh);
      const made = first.filter(({ exists }) => !exists).map(({ path }) => ({ path, name: decodeName(path) }));
      const grown = { ...fresh, folders: [...fresh.folders, ...made] };
      const where = (targets: typeof first) => targets.map(({ from, path }) => `${from.path} → ${path}`).sort();
      expect(where(mapFolders(old, grown))).toEqual(where(first));
    }),
  );
});

it('a folder that can keep its name keeps it, and one that comes to the same name is numbered', () => {
  expect(places(tree(['v1.2', 'v1_2']), tree(['INBOX'], { delimiter: '.', prefix: 'INBOX.' }))).toEqual({
    'v1.2': '+INBOX.v1_2 2',
    v1_2: '+INBOX.v1_2',
  });
});

describe('a folder whose name the new server refuses', () => {
  const plain = (names: readonly string[], delimiter = '/') => {
    const targets = mapFolders(tree(['INBOX', ...names]), tree(['INBOX'], { delimiter }));
    return targets.flatMap((one) => {
      const path = plainPathOf(one, targets, delimiter);
      return path === undefined ? [] : [[one.from.name, decodeName(path)]];
    });
  };

  it('gets one of plain characters, at each level', () => {
    expect(plain(['v1.2/~x/受注 (新)', 'plain'])).toEqual([['v1.2/~x/受注 (新)', 'v1_2/_x/受注 (新)']]);
  });

  it('shares it with no other folder', () => {
    expect(plain(['v1.2', 'v1*2', 'v1_2'])).toEqual([
      ['v1.2', 'v1_2 3'],
      ['v1*2', 'v1_2 2'],
    ]);
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[ab.*~]{1,3}$/)), (names) => {
        const targets = mapFolders(tree(['INBOX', ...names]), tree(['INBOX']));
        const taken = targets.flatMap((one) => [one.path, plainPathOf(one, targets, '/') ?? []].flat());
        expect(new Set(taken.map((path) => path.toLowerCase())).size).toBe(taken.length);
      }),
    );
  });
});
