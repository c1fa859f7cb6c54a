/** What the tenant says of itself in its OpenID discovery document: read on first use, kept for a day. */
import { z } from 'zod';
import type { Settings } from '../config/index.js';
import { messageOf, ReadbackError } from '../errors.js';

const KEPT_MS = 24 * 60 * 60_000;
/** After a failure the next attempt waits this long, so that a storm of requests does not become one on Entra. */
const COOLDOWN_MS = 1_000;
const TIMEOUT_MS = 5_000;

const discoverySchema = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  end_session_endpoint: z.url().optional(),
});

export type Discovery = z.infer<typeof discoverySchema>;

/** Gives the discovery document. Throws ENTRA_UNREACHABLE. */
export type Authority = () => Promise<Discovery>;

/** The v2.0 authority of the tenant of the settings. */
export function authorityOf({ authorityHost, tenantId }: Pick<Settings['azure'], 'authorityHost' | 'tenantId'>): Authority {
  const address = `${authorityHost}/${tenantId}/v2.0/.well-known/openid-configuration`;
  let latest: Promise<Discovery> | undefined;
  let usableUntil_ms = 0;
  return () => {
    if (latest !== undefined && performance.now() < usableUntil_ms) return latest;
    const attempt = fetchDiscovery(address);
    latest = attempt;
    usableUntil_ms = performance.now() + KEPT_MS;
    attempt.catch(() => {
      if (latest === attempt) usableUntil_ms = performance.now() + COOLDOWN_MS;
    });
    return attempt;
  };
}

async function fetchDiscovery(address: string): Promise<Discovery> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`${address} answered ${response.status}`);
    return discoverySchema.parse(await response.json());
  } catch (error) {
    throw new ReadbackError('ENTRA_UNREACHABLE', undefined, { reason: messageOf(error) }, { cause: error });
  }
}
