import { describeCopies } from './copies.ts';

describeCopies({
  ways: [
    ['dovecot', 'cyrus'],
    ['cyrus', 'dovecot'],
  ],
  servers: [
    ['dovecot', '127.0.0.74'],
    ['cyrus', '127.0.0.75'],
  ],
  proxyAddress: '127.0.0.76',
});
