/** Time zones of mailboxes: Outlook names them in Windows' way, everything else in IANA's. */
import { IANAZone } from 'luxon';
import { findIana } from 'windows-iana';

/** IANA name for what mailboxSettings.timeZone says: a Windows or an IANA name; UTC if it is neither. */
export function ianaZone(name: string): string {
  if (IANAZone.isValidZone(name)) return name;
  const [first] = findIana(name);
  return first !== undefined && IANAZone.isValidZone(first) ? first : 'UTC';
}
