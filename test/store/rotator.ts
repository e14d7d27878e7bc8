/**
 * A process that rotates the vault's key and is killed before its N-th write: `rotator.ts DIRECTORY N rotate|drop`. Every
 * call that changes a file, and every commit, counts. Says how many there were when none was the N-th.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

const [directory = '', most = '', what = ''] = process.argv.slice(2);
let writes = 0;
let isCounting = false;

function step(): void {
  if (!isCounting) return;
  if (writes === Number(most)) process.kill(process.pid, 'SIGKILL');
  writes += 1;
}

function counted<Arguments extends unknown[], Result>(call: (...given: Arguments) => Result) {
  return (...given: Arguments): Result => {
    step();
    return call(...given);
  };
}

Object.assign(fs, {
  openSync: counted(fs.openSync),
  writeFileSync: counted(fs.writeFileSync),
  fchmodSync: counted(fs.fchmodSync),
  fsyncSync: counted(fs.fsyncSync),
  renameSync: counted(fs.renameSync),
  rmSync: counted(fs.rmSync),
});
syncBuiltinESMExports();

const { openSqlite } = await import('../../src/store/sqlite.ts');
const { createKeyKeeper } = await import('../../src/store/key-keeper.ts');
const adapter = openSqlite({ path: path.join(directory, 'bot.sqlite') });
const commit = adapter.commit.bind(adapter);
const scrub = adapter.scrub.bind(adapter);
adapter.commit = counted(commit);
adapter.scrub = counted(scrub);
const keeper = createKeyKeeper({ from: 'file', path: path.join(directory, 'vault.key') }, adapter, () => 1_000);
isCounting = true;
await (what === 'drop' ? keeper.dropOld() : keeper.rotate());
isCounting = false;
await adapter.disconnect();
console.log(writes);
