import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');

/** Every name that the code gives a metric. */
function named(): readonly string[] {
  const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const found = files.flatMap((name) => [
    ...readFileSync(path.join(ROOT, 'src', name), 'utf8').matchAll(/'((?:mail_migration_bot|process)_[a-z_]+)'/g),
  ]);
  return [...new Set(found.map((match) => match[1] ?? ''))].sort();
}

describe.each(['docs/admin-guide.md', 'docs/admin-guide.ja.md'])('%s', (guide) => {
  const text = readFileSync(path.join(ROOT, guide), 'utf8');
  const rows = [...text.matchAll(/^\| `((?:mail_migration_bot|process)_[a-z_]+)` \| [a-z]+ \| ([^|]*)\|/gm)];

  it('has a row for every metric, and for no other', () => {
    expect(named().length).toBeGreaterThan(10);
    expect(rows.map((row) => row[1]).sort()).toEqual(named());
  });

  it('shows labels whose values are few and known, and rules on metrics that there are', () => {
    const labels = new Set(rows.flatMap((row) => [...(row[2] ?? '').matchAll(/`([a-z]+)`/g)].map((match) => match[1])));
    const known = ['class', 'kind', 'lane', 'look', 'node', 'outcome', 'quantile', 'state', 'version', 'what'];
    expect([...labels].sort()).toEqual(known);
    const rules = [...text.matchAll(/expr: .*?(mail_migration_bot_[a-z_]+)/g)].map((match) =>
      (match[1] ?? '').replace(/_bucket$/, ''),
    );
    expect(rules).toHaveLength(3);
    for (const name of rules) expect(named()).toContain(name);
  });
});
