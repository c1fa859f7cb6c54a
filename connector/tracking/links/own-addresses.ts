/** Addresses that are ours: pages of Readback, and marks of ours wherever they lead (wrapped by a gateway, or under an address we had before). */
import { marksIn } from '../quoted-stamps.js';

const OWN_PATHS = /^\/[oldru]\//;

export function ownAddresses(publicUrl: string): (address: URL) => boolean {
  return (address) => {
    if (address.origin === publicUrl && OWN_PATHS.test(address.pathname)) return true;
    const { stamps, unsubscribes } = marksIn(address.href);
    return stamps.length > 0 || unsubscribes.length > 0;
  };
}
