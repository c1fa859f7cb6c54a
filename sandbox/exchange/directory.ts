// The people of the tenant, as Exchange needs them. The list is fixed while the sandbox runs.

export interface DirectoryUser {
  /** GUID; the same as the person's Entra object id. */
  id: string;
  displayName: string;
  /** Primary SMTP address. */
  mail: string;
  userPrincipalName: string;
  /** Further SMTP addresses of the same mailbox. */
  aliases: string[];
  /** Windows name, for example "W. Europe Standard Time". */
  timeZone: string;
  mailboxLocation: 'online' | 'on-premises';
}

export class Directory {
  readonly #byName = new Map<string, DirectoryUser>();
  readonly #byAddress = new Map<string, DirectoryUser>();

  constructor(readonly users: readonly DirectoryUser[]) {
    for (const user of users) {
      for (const name of [user.id, user.userPrincipalName, user.mail]) this.#byName.set(name.toLowerCase(), user);
      for (const address of [user.mail, user.userPrincipalName, ...user.aliases]) {
        this.#byAddress.set(address.toLowerCase(), user);
      }
    }
  }

  /** By object id, user principal name or primary address, as Graph's `/users/{id}` takes them. */
  find(name: string): DirectoryUser | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** By any address mail may be sent to. */
  findByAddress(address: string): DirectoryUser | undefined {
    return this.#byAddress.get(address.toLowerCase());
  }
}
