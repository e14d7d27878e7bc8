import { createDialer, type Dialer, type DialerOptions } from '../../src/net/dial.ts';

/** 192.0.2.1 and so on, each at one of the loopback ports. */
export function dialerTo(ports: readonly number[], options: DialerOptions = {}): Dialer {
  return createDialer({
    ...options,
    addressBook: (address) => {
      const port = ports[Number(address.split('.').at(-1)) - 1];
      return port === undefined ? undefined : { host: '127.0.0.1', port };
    },
  });
}
