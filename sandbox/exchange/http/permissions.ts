// What a token allows. App-only tokens carry roles, valid for the whole tenant; a person's token carries scopes, valid
// for that person alone.

/** What a verified access token says; `roles` for app-only tokens, `scp` and `oid` for a person's. */
export interface TokenClaims {
  appId: string;
  roles: string[];
  scp?: string;
  oid?: string;
}

/** Rejects when the token is not good; Exchange then answers 401 InvalidAuthenticationToken. */
export type TokenVerifier = (bearer: string) => Promise<TokenClaims>;

export type Permission =
  | 'Mail.Read'
  | 'Mail.ReadWrite'
  | 'Mail.Send'
  | 'MailboxSettings.Read'
  | 'MailboxSettings.ReadWrite'
  | 'User.Read.All'
  | 'Organization.Read.All';

/** Permissions that include the one asked for (Graph permissions reference). */
const INCLUDED_IN: Readonly<Record<Permission, readonly string[]>> = {
  'Mail.Read': ['Mail.Read', 'Mail.ReadWrite'],
  'Mail.ReadWrite': ['Mail.ReadWrite'],
  'Mail.Send': ['Mail.Send'],
  'MailboxSettings.Read': ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'],
  'MailboxSettings.ReadWrite': ['MailboxSettings.ReadWrite'],
  'User.Read.All': ['User.Read.All', 'User.ReadBasic.All', 'User.ReadWrite.All', 'Directory.Read.All'],
  'Organization.Read.All': ['Organization.Read.All', 'Directory.Read.All'],
};

/** @param userId whom the request is about, if anybody */
export function grants(claims: TokenClaims, permission: Permission, userId: string | undefined): boolean {
  const sufficient = INCLUDED_IN[permission];
  if (claims.roles.some((role) => sufficient.includes(role))) return true;
  const scopes = claims.scp?.split(' ') ?? [];
  if (permission === 'User.Read.All' && scopes.includes('User.Read') && claims.oid === userId) return true;
  return claims.oid !== undefined && claims.oid === userId && scopes.some((scope) => sufficient.includes(scope));
}
