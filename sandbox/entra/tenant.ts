/** The sandbox's one tenant: who is in it, and which application is registered there. Fixed, so that scripts can name them. */
import type { DirectoryUser } from '../exchange/index.js';

export const TENANT = {
  id: '5f0c3a52-6c1d-4b7e-9a34-0d2f8e61b7c9',
  domain: 'contoso.example',
  displayName: 'Contoso',
} as const;

export const APPLICATION = {
  clientId: 'b7a1e0d4-93f2-4c58-8d6b-2f4e5a7c9013',
  displayName: 'Readback',
  /** The application's own object in the tenant: `oid` of its app-only tokens. */
  servicePrincipalId: 'e42d7c16-58ab-4f93-b0c7-91d3a6f8254e',
  /** Delegated scope of the application's own API. */
  apiScope: 'access_as_user',
  /** Application permissions on Graph that an administrator has agreed to. */
  graphRoles: ['Mail.ReadWrite', 'Mail.Send', 'User.Read.All', 'MailboxSettings.Read', 'Organization.Read.All'],
  /** Delegated permissions on Graph that an administrator has agreed to. */
  graphScopes: ['User.Read'],
} as const;

const people: DirectoryUser[] = [
  {
    id: '1c6b7f20-4d3e-4a85-b9c2-7e0f5d8a1364',
    displayName: 'Riley Carter',
    mail: 'rep@contoso.example',
    userPrincipalName: 'rep@contoso.example',
    aliases: ['riley.carter@contoso.example'],
    timeZone: 'W. Europe Standard Time',
    mailboxLocation: 'online',
  },
  {
    id: '2d7c8a31-5e4f-4b96-8ad3-8f1a6e9b2475',
    displayName: 'Casey Morgan',
    mail: 'colleague@contoso.example',
    userPrincipalName: 'colleague@contoso.example',
    aliases: [],
    timeZone: 'W. Europe Standard Time',
    mailboxLocation: 'online',
  },
  {
    id: '3e8d9b42-6f5a-4ca7-9be4-9a2b7fac3586',
    displayName: 'Avery Admin',
    mail: 'admin@contoso.example',
    userPrincipalName: 'admin@contoso.example',
    aliases: [],
    timeZone: 'W. Europe Standard Time',
    mailboxLocation: 'online',
  },
  {
    id: '4f9eac53-7a6b-4db8-acf5-ab3c8abd4697',
    displayName: 'Oscar Premise',
    mail: 'onprem@contoso.example',
    userPrincipalName: 'onprem@contoso.example',
    aliases: [],
    timeZone: 'W. Europe Standard Time',
    mailboxLocation: 'on-premises',
  },
];

export const USERS: readonly DirectoryUser[] = people;

/** Hires more people, `rep1@contoso.example` and so on, for trying with many mailboxes. Called once, at start. */
export function addPeople(count: number): void {
  for (let number = 1; number <= count; number += 1) {
    const mail = `rep${number}@${TENANT.domain}`;
    people.push({
      id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      displayName: `Rep ${number}`,
      mail,
      userPrincipalName: mail,
      aliases: [],
      timeZone: 'W. Europe Standard Time',
      mailboxLocation: 'online',
    });
  }
}

/** The ways a tenant may be named in an address: its id, its domain, or the two words for "whichever". */
export function namesTenant(name: string): boolean {
  return [TENANT.id, TENANT.domain, 'organizations', 'common'].includes(name.toLowerCase());
}

/** By user principal name or any address, whatever its case. */
export function findUser(name: string): DirectoryUser | undefined {
  const wanted = name.trim().toLowerCase();
  return USERS.find((user) => [user.id, user.userPrincipalName, user.mail, ...user.aliases].includes(wanted));
}
