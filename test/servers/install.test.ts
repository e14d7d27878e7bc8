import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Machine, planInstall } from './install.ts';
import { SERVER_PACKAGES } from './packages.ts';

const bare: Machine = { platform: 'linux', isRoot: true, hasApt: true, exists: () => false };
const everything = SERVER_PACKAGES.filter((one) => !one.isUnpacked).map((one) => one.apt);
const unpacked = SERVER_PACKAGES.filter((one) => one.isUnpacked).map((one) => one.apt);

describe('installing the servers for the tests', () => {
  it('does nothing where all are there', () => {
    expect(planInstall({ ...bare, exists: () => true })).toEqual({ kind: 'nothing' });
  });

  it('as root on Debian installs what is missing and nothing else', () => {
    expect(planInstall(bare)).toEqual({ kind: 'install', packages: everything, unpacked });
    const onlyNsdMissing = (path: string): boolean => !path.endsWith('/nsd');
    expect(planInstall({ ...bare, exists: onlyNsdMissing })).toEqual({
      kind: 'install',
      packages: ['nsd'],
      unpacked: [],
    });
  });

  it('otherwise says the one line to run', () => {
    expect(planInstall({ ...bare, isRoot: false })).toEqual({
      kind: 'ask',
      line: `sudo apt-get install -y --no-install-recommends ${everything.join(' ')}`,
    });
    expect(planInstall({ ...bare, platform: 'darwin', hasApt: false })).toEqual({
      kind: 'ask',
      line: 'brew install dovecot unbound nsd bind knot pdnsrec dnsmasq chromium isync',
    });
    expect(planInstall({ ...bare, hasApt: false })).toMatchObject({ kind: 'ask' });
  });

  it('unpacks the IMAP servers that Debian would install only in place of Dovecot, all at once and without root', () => {
    const noCourier = (path: string): boolean => !path.includes('courierpop3d');
    const wanted = { kind: 'install', packages: [], unpacked };
    expect(planInstall({ ...bare, exists: noCourier })).toEqual(wanted);
    expect(planInstall({ ...bare, isRoot: false, exists: noCourier })).toEqual(wanted);
    expect(planInstall({ ...bare, hasApt: false, exists: noCourier })).toEqual({ kind: 'nothing' });
  });

  it('looks for files that these packages really bring', () => {
    for (const { apt, shownBy } of SERVER_PACKAGES) expect(shownBy.some(existsSync), apt).toBe(true);
  });
});
