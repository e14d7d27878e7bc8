import { describe, expect, it } from 'vitest';
import { createLogger, type Logger } from '../src/log.ts';

function logged(use: (log: Logger) => void): string {
  const lines: string[] = [];
  use(createLogger({ level: 'debug', destination: { write: (line) => lines.push(line) } }));
  return lines.join('');
}

describe('createLogger', () => {
  it('writes one JSON object a line, with the level in words and the time in ISO 8601', () => {
    const line = logged((log) => log.info({ mailbox: 'info@example.com' }, 'login checked'));
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      mailbox: 'info@example.com',
      msg: 'login checked',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  it.each(['password', 'oldPassword', 'token', 'botToken', 'clientSecret', 'Authorization', 'set-cookie'])(
    'hides %s, at any depth',
    (name) => {
      const text = logged((log) =>
        log.info({ [name]: 'hunter2', deep: [{ deeper: { [name]: { value: 'hunter2' } } }] }),
      );
      expect(text).not.toContain('hunter2');
      expect(text).toContain('[redacted]');
    },
  );

  it('hides a password that is a number', () => {
    expect(logged((log) => log.info({ password: 271828 }))).not.toContain('271828');
  });

  it('keeps the version of credentials, which is no secret', () => {
    expect(JSON.parse(logged((log) => log.info({ credentialsVersion: 3 })))).toMatchObject({ credentialsVersion: 3 });
  });

  it('hides what a child logger was given', () => {
    expect(logged((log) => log.child({ secret: 'hunter2' }).info('hello'))).not.toContain('hunter2');
  });

  it('shows an error with its stack and cause, without the secrets it carries', () => {
    const cause = Object.assign(new Error('refused'), { password: 'hunter2' });
    const text = logged((log) => log.error({ err: new Error('login failed', { cause }), other: cause }, 'look failed'));
    expect(text).not.toContain('hunter2');
    expect(JSON.parse(text).err).toMatchObject({ type: 'Error', message: expect.stringContaining('login failed') });
    expect(JSON.parse(text).err.stack).toContain('log.test.ts');
  });

  it('hides the secrets of an error that is logged alone', () => {
    const text = logged((log) => log.error(Object.assign(new Error('refused'), { token: 'hunter2' })));
    expect(text).toContain('refused');
    expect(text).not.toContain('hunter2');
  });

  it('cuts Slack tokens out of any text', () => {
    const text = logged((log) => log.info({ url: 'https://x/?t=xoxb-123-abcDEF' }, 'sent xapp-1-A0-99-ff to Slack'));
    expect(text).not.toMatch(/xoxb-123|xapp-1/);
  });

  it('survives a circle', () => {
    const loop: { self?: unknown; name: string } = { name: 'loop' };
    loop.self = loop;
    expect(logged((log) => log.info({ loop }))).toContain('[circular]');
  });

  it('is quiet below its level', () => {
    expect(logged((log) => log.trace('whisper'))).toBe('');
  });
});
