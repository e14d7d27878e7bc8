import { describeCopies } from './copies.ts';

// Both name folders below INBOX with a dot between, and neither is quite like the other.
describeCopies({
  ways: [['courier', 'cyrus-dot']],
  servers: [
    ['courier', '127.0.0.79'],
    ['cyrus-dot', '127.0.0.81'],
  ],
  proxyAddress: '127.0.0.82',
});
