/** A tenant's token issuer for tests of what the API accepts: it signs whatever it is asked to, also what Entra never would. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

export const TENANT_ID = '0f7e1b8e-31d2-4a0e-9d42-6c6c2f0c0001';
export const CLIENT_ID = '0f7e1b8e-31d2-4a0e-9d42-6c6c2f0c0002';

export interface Issuer {
  readonly authorityHost: string;
  readonly issuer: string;
  /** The tenant's public signing key as PEM-like bytes, for the HS256 confusion. */
  readonly publicKey: Uint8Array;
  /** Claims of a good access token. */
  claims(): JWTPayload;
  /** Signed with the tenant's key; undefined removes a claim. */
  token(changes?: Record<string, unknown>): Promise<string>;
  /** Signed with a key the tenant does not know. */
  foreignToken(): Promise<string>;
  unsigned(): string;
  /** Signed HS256 with the public key as secret. */
  confused(): Promise<string>;
  /** From now on the keys cannot be fetched, or can again. */
  setKeysReachable(reachable: boolean): void;
  keyRequests(): number;
  stop(): Promise<void>;
}

export async function startIssuer(): Promise<Issuer> {
  const own = await generateKeyPair('RS256', { extractable: true });
  const foreign = await generateKeyPair('RS256');
  const jwk = await exportJWK(own.publicKey);
  let keysReachable = true;
  let keyRequests = 0;
  const server = createServer((request, response) => {
    const isKeys = request.url === '/keys';
    if (isKeys) keyRequests += 1;
    response.statusCode = isKeys && !keysReachable ? 502 : 200;
    response.setHeader('Content-Type', 'application/json');
    response.end(
      JSON.stringify(
        isKeys ? { keys: [{ ...jwk, kid: 'k1', alg: 'RS256', use: 'sig' }] } : { issuer, jwks_uri: `${authorityHost}/keys`, end_session_endpoint: `${authorityHost}/logout` },
      ),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const authorityHost = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const issuer = `${authorityHost}/${TENANT_ID}/v2.0`;

  const claims = (): JWTPayload => {
    const now_s = Math.floor(Date.now() / 1000);
    return {
      iss: issuer,
      aud: CLIENT_ID,
      tid: TENANT_ID,
      oid: '3d1a0001-0000-4000-8000-000000000001',
      scp: 'profile access_as_user',
      preferred_username: 'Rep@contoso.example',
      name: 'Lora Baines',
      ver: '2.0',
      iat: now_s,
      nbf: now_s,
      exp: now_s + 3600,
    };
  };
  const publicKey = new TextEncoder().encode(JSON.stringify(jwk));
  return {
    authorityHost,
    issuer,
    publicKey,
    claims,
    token: (changes = {}) => new SignJWT({ ...claims(), ...changes }).setProtectedHeader({ alg: 'RS256', kid: 'k1', typ: 'JWT' }).sign(own.privateKey),
    foreignToken: () => new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(foreign.privateKey),
    unsigned: () => new UnsecuredJWT(claims()).encode(),
    confused: () => new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(publicKey),
    setKeysReachable: (reachable) => (keysReachable = reachable),
    keyRequests: () => keyRequests,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
