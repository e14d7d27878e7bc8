import { createAddressPolicy } from '../../src/net/address-policy.ts';

/** For dialers that reach servers on loopback without an address book: by default nothing there is dialled. */
export const loopback = createAddressPolicy({ networks: ['127.0.0.0/8', '::1'] });
