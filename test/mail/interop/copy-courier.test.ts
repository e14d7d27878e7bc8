import { describeCopies } from './copies.ts';

describeCopies({
  ways: [
    ['courier', 'dovecot'],
    ['dovecot', 'courier'],
    ['courier', 'cyrus-dot'],
  ],
  servers: [
    ['courier', '127.0.0.77'],
    ['dovecot', '127.0.0.78'],
    ['cyrus-dot', '127.0.0.79'],
  ],
  proxyAddress: '127.0.0.80',
});
