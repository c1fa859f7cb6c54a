/**
 * What the application could do beyond the mailboxes that were added. Permissions granted in Entra
 * stand in the token and hold for every mailbox of the tenant; those granted in Exchange by RBAC for
 * Applications do not appear there and hold for their scope alone.
 */
const READS = ['Mail.Read', 'Mail.ReadWrite', 'Mail.ReadBasic', 'Mail.ReadBasic.All', 'Mail-Advanced.ReadWrite.All'];
const SENDS = ['Mail.Send'];

/** @param roles application permissions in the token */
export function accessWarnings(roles: readonly string[]): string[] {
  const reads = roles.filter((role) => READS.includes(role));
  const sends = roles.filter((role) => SENDS.includes(role));
  const can = [reads.length > 0 ? 'read' : '', sends.length > 0 ? 'send from' : ''].filter((verb) => verb !== '').join(' and ');
  if (can === '') return [];
  return [
    `The application may ${can} every mailbox of the tenant, not only those added here (${[...reads, ...sends].join(', ')} in Entra ID). ` +
      'To limit it, remove these permissions in Entra ID and grant them in Exchange for chosen mailboxes: see "Chosen mailboxes only" in docs/exchange.md.',
  ];
}
