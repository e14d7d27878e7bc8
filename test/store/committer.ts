/** A process that uses a store and can be killed: `committer.ts FILE hold|commit|as-nobody`. */
import { isAppError } from '../../src/errors.ts';
import { openSqlite } from '../../src/store/sqlite.ts';

const [file = '', mode = ''] = process.argv.slice(2);

if (mode === 'as-nobody') {
  process.setgid?.(65_534);
  process.setuid?.(65_534);
  try {
    openSqlite({ path: file });
    console.log('opened');
  } catch (error) {
    console.log(isAppError(error) ? error.code : String(error));
  }
} else {
  const store = openSqlite({ path: file });
  if (mode === 'hold') {
    console.log('holding');
    setInterval(() => {}, 1_000);
  } else {
    const row = await store.read('counter');
    const value = 'x'.repeat(3_000);
    for (let count = Number(row?.value ?? 0) + 1, version = row?.version ?? 0; ; count += 1, version += 1) {
      const outcome = await store.commit({
        guards: [{ key: 'counter', version }],
        puts: [
          { key: 'counter', value: String(count) },
          { key: `row:${count}:a`, value },
          { key: `row:${count}:b`, value },
        ],
        deletes: [],
      });
      if (outcome !== 'committed') throw new Error('somebody else commits here');
      // Straight to the pipe: what the reader has seen, the process had acknowledged.
      process.stdout.write(`${count}\n`);
    }
  }
}
