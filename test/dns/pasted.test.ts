import { execFile } from 'node:child_process';
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { officeCommand, readDig, readPasted } from '../../src/dns/pasted.ts';
import { TTL_UNSAID_SECONDS } from '../../src/migration/caches.ts';
import type { DnsResult, Question } from '../../src/migration/observations.ts';

const HOST: Question = { name: 'mail.kitano.example', type: 'A' };
const MX: Question = { name: 'kitano.example', type: 'MX' };
const SPF: Question = { name: 'kitano.example', type: 'TXT' };
const SRV: Question = { name: '_imaps._tcp.kitano.example', type: 'SRV' };
const NOW = 1_764_000_100_000;

const read = (text: string, ...questions: Question[]) => readPasted(text, questions, NOW);
const answers = (text: string, ...questions: Question[]) =>
  read(text, ...questions).observations.map(({ result }) => result);
const answer = (values: readonly string[], ttlSeconds: number, more: Partial<DnsResult> = {}) => ({
  outcome: 'answer',
  at: NOW,
  values,
  ttlSeconds,
  ...more,
});

const OWN = `mail-dns 1 1764000000 192.168.1.1#53(192.168.1.1) (UDP)
; mail.kitano.example A NOERROR
mail.kitano.example. 287 IN A 192.0.2.10
; kitano.example MX NOERROR
kitano.example. 3600 IN MX 10 mail.kitano.example.
; kitano.example TXT NOERROR
kitano.example. 300 IN TXT "v=spf1 ip4:192.0.2.10" " -all"
kitano.example. 300 IN TXT "site=\\"x\\""
; _imaps._tcp.kitano.example SRV NXDOMAIN
kitano.example. 500 IN SOA ns1.kitano.example. hostmaster.kitano.example. 7 3600 900 604800 120
`;

describe('what our own command prints', () => {
  test('each answer with its TTL, and the time that it was asked at', () => {
    const { observations, unread } = read(OWN, HOST, MX, SPF, SRV);
    expect(unread).toEqual([]);
    const at = 1_764_000_000_000;
    expect(observations.map(({ result }) => result)).toEqual([
      answer(['192.0.2.10'], 287, { at }),
      answer(['10 mail.kitano.example'], 3_600, { at }),
      answer(['site="x"', 'v=spf1 ip4:192.0.2.10 -all'], 300, { at }),
      answer([], 120, { at }),
    ]);
    expect(observations[0]).toMatchObject({ site: true, question: HOST });
  });

  test('of a clock that is ahead, it is now', () => {
    expect(answers(OWN.replace('1764000000', '1999999999'), HOST)).toEqual([answer(['192.0.2.10'], 287)]);
  });

  test('Windows tells failures by number', () => {
    const text = `mail-dns 1 1764000100 192.168.1.1
; mail.kitano.example A 9002
; kitano.example MX 9003
; kitano.example TXT NOERROR
kitano.example 900 SOA ns1.kitano.example hostmaster.kitano.example 0 0 0 0 900
; _imaps._tcp.kitano.example SRV 1460`;
    expect(answers(text, HOST, MX, SPF, SRV)).toEqual([
      { outcome: 'failed', at: NOW, code: 'dns-servfail' },
      answer([], 900),
      answer([], 900),
      { outcome: 'failed', at: NOW, code: 'dns-timeout' },
    ]);
  });

  test('what was not asked is ignored; what is no answer is handed back', () => {
    const { observations, unread } = read(`${OWN}\nsent from my phone\n`, { name: 'www.kitano.example', type: 'A' });
    expect(observations).toEqual([]);
    expect(unread).toEqual(['sent from my phone']);
  });

  test('quotes, dashes and spaces that chat and mail put in are folded back', () => {
    const text = `> mail-dns 1 1764000100
> ; kitano.example TXT NOERROR
> kitano.example.\u00a0300\u3000IN\u2009TXT “v=spf1 ip4:192.0.2.10 –all”\u200b
\`\`\`; mail.kitano.example A NOERROR
<http://mail.kitano.example|mail.kitano.example>. 300 IN A 192.0.2.10\`\`\``;
    expect(answers(text, SPF, HOST)).toEqual([
      answer(['v=spf1 ip4:192.0.2.10 -all'], 300),
      answer(['192.0.2.10'], 300),
    ]);
  });
});

const DIG = `; <<>> DiG 9.18.28-0ubuntu0.24.04.1-Ubuntu <<>> mail.kitano.example
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 50465
;; flags: qr rd ra; QUERY: 1, ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 512
; NSID: 67 70 64 6e 73 2d 73 79 64 ("gpdns-syd")
; EDE: 3 (Stale Answer)
;; QUESTION SECTION:
;mail.kitano.example.		IN	A

;; ANSWER SECTION:
mail.kitano.example.	180	IN	CNAME	sv12.oldhost.example.
sv12.oldhost.example. 23	IN	A	192.0.2.10

;; Query time: 99 msec
;; SERVER: 192.168.1.1#53(192.168.1.1) (UDP)
;; WHEN: Tue Nov 25 01:01:40 JST 2025
;; MSG SIZE  rcvd: 156
`;

describe('dig', () => {
  test('in full: aliases followed, stale answers and machines named', () => {
    const full = answer(['192.0.2.10'], 23, { via: ['sv12.oldhost.example'], ede: [3], nsid: 'gpdns-syd' });
    expect(read(DIG, HOST)).toMatchObject({ unread: [], observations: [{ result: full }] });
    expect(readDig(DIG, HOST, NOW)).toEqual(full);
  });

  test('the answer section alone will do, without which nothing is known; the values alone will not', () => {
    expect(answers('mail.kitano.example. 300 IN A 192.0.2.10', HOST, MX)).toEqual([answer(['192.0.2.10'], 300)]);
    expect(read('192.0.2.10\n10 mail.kitano.example.\n', HOST, MX)).toEqual({
      observations: [],
      unread: ['192.0.2.10', '10 mail.kitano.example.'],
    });
  });

  test('of an alias that leads nowhere, the negative TTL', () => {
    const text = DIG.replace('sv12.oldhost.example. 23\tIN\tA\t192.0.2.10', '')
      .replace('; EDE: 3 (Stale Answer)\n', '')
      .replace(';; Query', ';; AUTHORITY SECTION:\noldhost.example. 90 IN SOA ns. h. 1 2 3 4 60\n;; Query');
    expect(answers(text, HOST)).toMatchObject([{ values: [], ttlSeconds: 60, via: ['sv12.oldhost.example'] }]);
  });

  test('two pastes in one: what either says counts, for as long as either says', () => {
    const text = 'mail.kitano.example. 20 IN A 192.0.2.10\nmail.kitano.example. 300 IN A 203.0.113.10';
    expect(answers(text, HOST)).toEqual([answer(['192.0.2.10', '203.0.113.10'], 300)]);
  });
});

test('Resolve-DnsName: its tables, and its errors in two languages', () => {
  const text = `
Name                                           Type   TTL   Section    IPAddress
----                                           ----   ---   -------    ---------
mail.kitano.example                            A      287   Answer     192.0.2.10

Name                                     Type   TTL   Section    NameExchange                              Preference
----                                     ----   ---   -------    ------------                              ----------
kitano.example                           MX     3600  Answer     mail.kitano.example                       10
Name             Type   TTL   Section    Strings
----             ----   ---   -------    -------
kitano.example   TXT    300   Answer     {v=spf1 ip4:192.0.2.10 -all}
Resolve-DnsName : _imaps._tcp.kitano.example : DNS 名が存在しません。
At line:1 char:1
+ Resolve-DnsName _imaps._tcp.kitano.example
`;
  expect(read(text, HOST, MX, SPF, SRV).unread).toEqual([]);
  expect(answers(text, HOST, MX, SPF, SRV)).toEqual([
    answer(['192.0.2.10'], 287),
    answer(['10 mail.kitano.example'], 3_600),
    answer(['v=spf1 ip4:192.0.2.10 -all'], 300),
    answer([], TTL_UNSAID_SECONDS),
  ]);
  const cut = 'kitano.example   TXT    300   Answer     {v=spf1 include:_spf.a-very-long...';
  expect(read(cut, SPF)).toEqual({ observations: [], unread: [cut] });
});

describe('nslookup', () => {
  test('of a Japanese Windows, without TTLs', () => {
    const text = `サーバー:  ntt.setup
Address:  192.168.1.1

権限のない回答:
名前:    sv12.oldhost.example
Addresses:  2001:db8::10
          192.0.2.10
Aliases:  mail.kitano.example

kitano.example  MX preference = 10, mail exchanger = mail.kitano.example
kitano.example  text =

        "v=spf1 ip4:192.0.2.10"
        " -all"
*** ntt.setup が _imaps._tcp.kitano.example を見つけられません: Non-existent domain
`;
    expect(read(text, HOST, MX, SPF, SRV).unread).toEqual([]);
    expect(answers(text, HOST, MX, SPF, SRV, { name: HOST.name, type: 'AAAA' })).toEqual([
      answer(['192.0.2.10'], TTL_UNSAID_SECONDS, { via: ['sv12.oldhost.example'] }),
      answer(['10 mail.kitano.example'], TTL_UNSAID_SECONDS),
      answer(['v=spf1 ip4:192.0.2.10 -all'], TTL_UNSAID_SECONDS),
      answer([], TTL_UNSAID_SECONDS),
      answer(['2001:db8::10'], TTL_UNSAID_SECONDS, { via: ['sv12.oldhost.example'] }),
    ]);
  });

  test('with -debug, TTLs are read; the summary below takes none of them away', () => {
    const text = `Server:  dns.office
Address:  192.168.1.1

------------
Got answer:
    HEADER:
        opcode = QUERY, id = 2, rcode = NOERROR
        header flags:  response, want recursion, recursion avail.
        questions = 1,  answers = 1,  authority records = 0,  additional = 0

    QUESTIONS:
        mail.kitano.example, type = A, class = IN
    ANSWERS:
    ->  mail.kitano.example
        internet address = 192.0.2.10
        ttl = 287 (4 mins 47 secs)
    ->  kitano.example
        text =

        "v=spf1 ip4:192.0.2.10 -all"
        ttl = 300 (5 mins)
    ->  _imaps._tcp.kitano.example
        SRV service location:
        priority = 10
        weight = 5
        port = 993
        svr hostname = mail.kitano.example
        ttl = 60 (1 min)

------------
Name:    mail.kitano.example
Address:  192.0.2.10
`;
    expect(read(text, HOST, SPF, SRV).unread).toEqual([]);
    expect(answers(text, HOST, SPF, SRV)).toEqual([
      answer(['192.0.2.10'], 287),
      answer(['v=spf1 ip4:192.0.2.10 -all'], 300),
      answer(['10 5 993 mail.kitano.example'], 60),
    ]);
  });

  test('of BIND', () => {
    const text = `Server:\t\t192.168.1.1
Address:\t192.168.1.1#53

Non-authoritative answer:
Name:\tmail.kitano.example
Address: 192.0.2.10
kitano.example\tmail exchanger = 10 mail.kitano.example.
kitano.example\ttext = "v=spf1 ip4:192.0.2.10 -all"
** server can't find _imaps._tcp.kitano.example: NXDOMAIN
`;
    expect(read(text, HOST, MX, SPF, SRV).unread).toEqual([]);
    expect(answers(text, HOST, MX, SPF, SRV)).toMatchObject([
      { values: ['192.0.2.10'] },
      { values: ['10 mail.kitano.example'] },
      { values: ['v=spf1 ip4:192.0.2.10 -all'] },
      { values: [] },
    ]);
  });
});

test('no text makes the reader throw, or answer what it does not say', () => {
  const pieces = [...OWN.split('\n'), ...DIG.split('\n'), 'text =', 'ttl = 3', 'Aliases: x', '-> y', 'port = ', ''];
  const line = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(...pieces));
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      for (const { result } of read(lines.join('\n'), HOST, MX, SPF, SRV).observations)
        expect(result.outcome === 'failed' || result.ttlSeconds >= 0).toBe(true);
    }),
  );
  expect(read('', HOST)).toEqual({ observations: [], unread: [] });
});

describe('the commands to copy', () => {
  const many = Array.from({ length: 12 }, (_, index): Question => ({ name: `host${index}.kitano.example`, type: 'A' }));

  test('are one line each, short enough for a message, and ask for nothing but the plan', () => {
    const { windows, unix } = officeCommand([...many, { name: '_25._tcp.mail.kitano.example', type: 'TLSA' }]);
    for (const line of [windows, unix]) {
      expect(line).not.toContain('\n');
      expect(line.length).toBeLessThan(1_500);
      expect(line).toContain('host11.kitano.example A');
    }
    expect(windows).toContain('Resolve-DnsName');
    expect(windows).not.toContain('TLSA');
    expect(unix).toContain('_25._tcp.mail.kitano.example TLSA');
  });

  test.each(['sh', 'bash'])('%s runs the Unix one, and what it prints is read', async (shell) => {
    const printed = await runUnix(
      shell,
      `case "$1 $2" in
        '. NS') echo ';; SERVER: 192.168.1.1#53(192.168.1.1) (UDP)' ;;
        'mail.kitano.example A') cat "$0.a" ;;
        *) echo ';; connection timed out; no servers could be reached'; exit 9 ;;
      esac`,
    );
    expect(printed).toMatch(/^mail-dns 1 \d{10} 192\.168\.1\.1#53/);
    const { observations, unread } = readPasted(printed, [HOST, MX], Date.now());
    expect(unread).toEqual([]);
    expect(observations.map(({ result }) => result)).toMatchObject([
      { values: ['192.0.2.10'], ttlSeconds: 23, ede: [3], via: ['sv12.oldhost.example'] },
      { outcome: 'failed', code: 'dns-timeout' },
    ]);
  });

  test('without dig, the Unix one says so', async () => {
    expect(await runUnix('/bin/sh', undefined)).toBe('dig is missing: install bind-utils or dnsutils\n');
  });
});

/** Runs the command with a `dig` of the test's own, which prints what a real one printed. */
async function runUnix(shell: string, dig: string | undefined): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'office-'));
  if (dig !== undefined) {
    await writeFile(path.join(dir, 'dig'), `#!/bin/sh\n${dig}\n`);
    await writeFile(path.join(dir, 'dig.a'), DIG);
    await chmod(path.join(dir, 'dig'), 0o755);
  }
  const env = { PATH: dig === undefined ? dir : `${dir}:/usr/bin:/bin` };
  const { stdout } = await promisify(execFile)(shell, ['-c', officeCommand([HOST, MX]).unix], { env });
  return stdout;
}
