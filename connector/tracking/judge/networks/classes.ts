/**
 * Whose network a request came from, as far as it says something about who asked. A hit keeps the
 * class and the version of the table, not the address, so the words here are stored: they may be
 * added to, never renamed.
 */

/** Mail proxies and platforms: people stand behind them. */
const PLATFORMS = ['apple', 'apple-relay', 'google', 'microsoft', 'yahoo'] as const;

/** Services that check mail before people see it: machines. `gateway` is any other, for a table of your own. */
const GATEWAYS = ['proofpoint', 'mimecast', 'barracuda', 'cisco', 'trendmicro', 'symantec', 'sophos', 'gateway'] as const;

/** Services that check mail and carry people's browsing through the same addresses: both. */
const SHARED = ['forcepoint', 'zscaler', 'shared'] as const;

export const NETWORK_CLASSES = [...PLATFORMS, ...GATEWAYS, ...SHARED] as const;
export type NetworkClass = (typeof NETWORK_CLASSES)[number];

const GATEWAY_SET: ReadonlySet<string | null> = new Set(GATEWAYS);
const SHARED_SET: ReadonlySet<string | null> = new Set(SHARED);

/** Only machines ask from here. */
export function isGateway(network: string | null): boolean {
  return GATEWAY_SET.has(network);
}

/** Machines and people ask from here: it takes something besides to tell. */
export function isShared(network: string | null): boolean {
  return SHARED_SET.has(network);
}
