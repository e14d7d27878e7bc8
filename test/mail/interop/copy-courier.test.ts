import { describeCopies } from './copies.ts';

describeCopies({
  ways: [
    ['courier', 'dovecot'],
    ['dovecot', 'courier'],
  ],
  servers: [
    ['courier', '127.0.0.77'],
    ['dovecot', '127.0.0.78'],
  ],
  proxyAddress: '127.0.0.80',
});
