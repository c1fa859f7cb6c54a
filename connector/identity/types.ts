/** People on our side: reps, their roles and teams. People on the other side are `people`, with several addresses each. */
export type Role = 'rep' | 'lead' | 'administrator';

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly plan: 'basic' | 'team';
}

/** A user of the tenant who signed in, or whose mailbox was connected. */
export interface Rep {
  readonly id: string;
  /** Entra object id; equals the user id of the rep's mailbox. */
  readonly oid: string;
  readonly address: string;
  readonly name: string;
  readonly role: Role;
  readonly team: Team;
}
