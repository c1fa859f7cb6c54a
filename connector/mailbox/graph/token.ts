/** App-only tokens for Graph. MSAL keeps them in memory and asks Entra again shortly before they expire. */
import { AuthError } from '@azure/msal-node';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { Settings } from '../../config/index.js';
import { messageOf, ReadbackError } from '../../errors.js';
import { confidentialClient } from '../../identity/index.js';

export interface TokenSource {
  /** A token for Graph. Throws EXCHANGE_UNREACHABLE, or MAILBOX_DENIED when Entra refuses the application. */
  token(): Promise<string>;
  /** Replaces this token, which Graph refused, unless that has happened already. Throws as `token`. */
  renew(refused: string): Promise<void>;
  /** The application permissions in the token, such as `Mail.Read`: those that hold for the whole tenant. */
  roles(): Promise<readonly string[]>;
}

const claims = z.object({ roles: z.array(z.string()).default([]) });

export function tokenSource(settings: Pick<Settings, 'azure' | 'graphBaseUrl'>): TokenSource {
  const client = confidentialClient(settings);
  const scopes = [`${new URL(settings.graphBaseUrl).origin}/.default`];

  const acquire = async (skipCache: boolean): Promise<string> => {
    const result = await client.acquireTokenByClientCredential({ scopes, skipCache }).catch((error: unknown) => {
      throw tokenFailure(error);
    });
    if (result === null || result.accessToken === '') throw new ReadbackError('EXCHANGE_UNREACHABLE', 'Entra ID gave no token.');
    return result.accessToken;
  };
  const token = (): Promise<string> => acquire(false);
  let renewing: Promise<string> | undefined;
  const renew = async (refused: string): Promise<void> => {
    if ((await token()) !== refused) return;
    await (renewing ??= acquire(true).finally(() => (renewing = undefined)));
  };
  return { token, renew, roles: async () => claims.parse(decodeJwt(await token())).roles };
}

/** Entra's own refusals are codes such as `invalid_client`; everything else is the way to it. */
function tokenFailure(error: unknown): ReadbackError {
  const refused = error instanceof AuthError && ['invalid_client', 'unauthorized_client', 'invalid_request', 'invalid_scope', 'invalid_grant'].includes(error.errorCode);
  if (!refused) return new ReadbackError('EXCHANGE_UNREACHABLE', 'Entra ID does not answer. It will be tried again.', { reason: messageOf(error) }, { cause: error });
  return new ReadbackError(
    'MAILBOX_DENIED',
    'Entra ID refuses the application. Check AZURE_TENANT_ID, AZURE_CLIENT_ID and the secret or certificate; see docs/exchange.md.',
    { reason: error.errorMessage },
    { cause: error },
  );
}
