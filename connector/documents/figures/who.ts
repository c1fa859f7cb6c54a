/** Who it was, as far as that is known: pure. */
import type { Person } from '../../feed/index.js';
import type { Visit } from '../api.js';
import type { VisitRow, Whom } from './visit-rows.js';

export type Who = Visit['who'];

export function whoOf({ gave, mode }: Pick<VisitRow, 'gave' | 'mode'>, { message, several }: Whom): Who {
  if (mode === 'anonymous') return { by: 'unknown', people: [], says: 'It is only counted, without knowing who it was.' };
  const people: Person[] = message === null ? [] : [...message.people];
  if (gave !== null) {
    const known = people.find(({ address }) => address.toLowerCase() === gave);
    return { by: 'gave', people: [known ?? { address: gave, name: '' }], says: 'The reader gave this address. Nobody checked that it is theirs.' };
  }
  if (message === null) return { by: 'unknown', people: [], says: 'It was opened by a link that went with no mail that is known, so nobody can tell who it was.' };
  if (!several) return { by: 'recipient', people, says: 'The mail went to nobody else.' };
  return { by: 'one-of', people, says: people.length === 0 ? 'Nobody can tell who it was.' : `One of the ${people.length} people the mail went to: all got the same link, so nothing tells who.` };
}
