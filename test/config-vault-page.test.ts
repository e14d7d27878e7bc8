import { describe, expect, it } from 'vitest';
import { type Environment, loadConfig } from '../src/config.ts';

const SLACK = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' } satisfies Environment;
const HTTPS = { VAULT_PAGE_URL: 'https://passwords.example.jp' };
const OWN = { VAULT_PAGE_CERT: '/etc/page.crt', VAULT_PAGE_KEY: '/etc/page.key' };

describe('the page for passwords', () => {
  it('is off until it has an address', () => {
    expect(loadConfig(SLACK).vaultPage).toBeUndefined();
    expect(loadConfig({ ...SLACK, VAULT_PAGE_PORT: '9000' }).vaultPage).toBeUndefined();
  });

  it('listens on this machine alone, for a proxy that speaks TLS', () => {
    const vaultPage = { url: 'https://passwords.example.jp', host: '127.0.0.1', port: 8443 };
    expect(loadConfig({ ...SLACK, VAULT_PAGE_URL: 'https://passwords.example.jp/' }).vaultPage).toEqual(vaultPage);
  });

  it('listens wherever it is told with a certificate of its own', () => {
    expect(
      loadConfig({ ...SLACK, ...HTTPS, ...OWN, VAULT_PAGE_HOST: '0.0.0.0', VAULT_PAGE_PORT: '443' }).vaultPage,
    ).toEqual({
      url: HTTPS.VAULT_PAGE_URL,
      host: '0.0.0.0',
      port: 443,
      tls: { certFile: OWN.VAULT_PAGE_CERT, keyFile: OWN.VAULT_PAGE_KEY },
    });
  });

  it('speaks plain HTTP to this machine alone', () => {
    for (const url of ['http://127.0.0.1:8443', 'http://localhost:8443', 'http://[::1]:8443'])
      expect(loadConfig({ ...SLACK, VAULT_PAGE_URL: url }).vaultPage?.url).toBe(url);
  });

  it.each([
    ['plain HTTP', { VAULT_PAGE_URL: 'http://passwords.example.jp' }, /VAULT_PAGE_URL: must be https:/],
    ['plain HTTP to a name like this machine’s', { VAULT_PAGE_URL: 'http://localhost.example.jp' }, /must be https:/],
    [
      'plain HTTP beyond this machine behind an https address',
      { ...HTTPS, VAULT_PAGE_HOST: '0.0.0.0' },
      /VAULT_PAGE_HOST: is not this machine alone/,
    ],
    ['plain HTTP on every IPv6 address', { ...HTTPS, VAULT_PAGE_HOST: '::' }, /VAULT_PAGE_HOST: is not this machine/],
    ['a path', { VAULT_PAGE_URL: 'https://example.jp/passwords' }, /more than a host and a port/],
    ['a password in the address', { VAULT_PAGE_URL: 'https://a:b@example.jp' }, /more than a host and a port/],
    ['no address', { VAULT_PAGE_URL: 'passwords' }, /VAULT_PAGE_URL: is not an address/],
    ['another scheme', { VAULT_PAGE_URL: 'ftp://example.jp' }, /is not an address that begins with https:/],
    ['a certificate without its key', { ...HTTPS, VAULT_PAGE_CERT: '/c' }, /VAULT_PAGE_KEY: is missing/],
    ['a key without its certificate', { ...HTTPS, VAULT_PAGE_KEY: '/k' }, /VAULT_PAGE_CERT: is missing/],
    ['a certificate without an address', OWN, /VAULT_PAGE_URL: is missing/],
    ['a certificate for an http: address', { VAULT_PAGE_URL: 'http://localhost', ...OWN }, /must begin with https:/],
    ['a host by name', { ...HTTPS, VAULT_PAGE_HOST: 'localhost' }, /VAULT_PAGE_HOST: is not an IPv4 or IPv6 address/],
    ['no port', { ...HTTPS, VAULT_PAGE_PORT: '70000' }, /VAULT_PAGE_PORT: is not a port/],
  ])('refuses to start with %s, and says what is wrong', (_name, environment, message) => {
    expect(() => loadConfig({ ...SLACK, ...environment })).toThrow(message);
  });
});
