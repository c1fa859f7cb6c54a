/**
 * Authorization codes between sign-in and redemption. States: issued → redeemed (remembered until it would have
 * expired, so that a second redemption is named for what it is) → forgotten. Only in memory: a restart of the sandbox
 * ends the sign-ins that are under way.
 */
import { createHash, randomBytes } from 'node:crypto';
import { EntraError } from './errors.js';

const CODE_LIFE_MS = 10 * 60_000;

/** What the person agreed to at sign-in. */
export interface CodeGrant {
  readonly userId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly nonce: string | undefined;
  /** S256 (RFC 7636 section 4.2). */
  readonly codeChallenge: string | undefined;
}

interface Entry {
  grant: CodeGrant;
  expires_ms: number;
  redeemed: boolean;
}

export class AuthorizationCodes {
  readonly #entries = new Map<string, Entry>();

  constructor(readonly now: () => Date) {}

  issue(grant: CodeGrant): string {
    const now_ms = this.now().getTime();
    for (const [code, { expires_ms }] of this.#entries) {
      if (expires_ms + CODE_LIFE_MS < now_ms) this.#entries.delete(code);
    }
    const code = `1.${randomBytes(48).toString('base64url')}`;
    this.#entries.set(code, { grant, expires_ms: now_ms + CODE_LIFE_MS, redeemed: false });
    return code;
  }

  /** @throws EntraError unless the code is good, its address the same, and the verifier fits the challenge */
  redeem(code: string, redirectUri: string, verifier: string | undefined): CodeGrant {
    const entry = this.#entries.get(code);
    if (entry === undefined) throw new EntraError('codeInvalid');
    if (entry.redeemed) throw new EntraError('codeRedeemed');
    if (entry.expires_ms < this.now().getTime()) throw new EntraError('codeExpired');
    const { grant } = entry;
    if (grant.redirectUri !== redirectUri) throw new EntraError('replyMismatch', redirectUri, grant.redirectUri);
    if (grant.codeChallenge !== undefined) {
      if (verifier === undefined) throw new EntraError('verifierMissing');
      if (createHash('sha256').update(verifier).digest('base64url') !== grant.codeChallenge) throw new EntraError('verifierMismatch');
    }
    entry.redeemed = true;
    return grant;
  }
}
