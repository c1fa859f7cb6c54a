/** The questions to the rep, in words. */
import { DateTime } from 'luxon';
import type { NewQuestion } from '../../campaigns/index.js';
import type { Person } from '../../feed/index.js';

type Worded = Pick<NewQuestion, 'about' | 'says' | 'choices'>;

function nameOf({ name, address }: Person): string {
  return name === '' ? address : name;
}

function namesOf(people: readonly Person[]): string {
  const names = [...new Set(people.map(nameOf))];
  if (names.length <= 3) return names.join(', ').replace(/, ([^,]*)$/, ' and $1');
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} others`;
}

export const whomQuestion: Worded = { about: 'whom', says: 'Whose campaign should end?', choices: [] };

export function isReplyQuestion(departed: boolean): Worded {
  return {
    about: 'is-reply',
    says: departed ? 'This is probably an answer to your mail: the person no longer works there. Is it?' : 'This is probably a reply to your mail. Is it?',
    choices: [
      { id: 'yes', label: 'Yes, it is' },
      { id: 'no', label: 'No' },
    ],
  };
}

export function optOutQuestion(person: Person): Worded {
  return {
    about: 'opt-out',
    says: `${nameOf(person)} seems to want no more mail. Until you answer, nobody in your team writes to them. Is that so?`,
    choices: [
      { id: 'confirm', label: 'Yes, write no more' },
      { id: 'reject', label: 'No, they may be written to' },
    ],
  };
}

export function samePersonQuestion(from: Person, people: readonly (Person & { readonly id: string })[]): Worded {
  const [only] = people.length === 1 ? people : [];
  return {
    about: 'same-person',
    says: only === undefined ? `Who is ${from.address}?` : `Is ${from.address} another address of ${nameOf(only)}?`,
    choices: [
      ...people.map((person) => ({ id: person.id, label: only === undefined ? `It is ${nameOf(person)}` : 'Yes, the same person' })),
      { id: 'no', label: 'No, somebody else' },
    ],
  };
}

export function handWrittenQuestion(by: Person | null, people: readonly Person[]): Worded {
  return {
    about: 'hand-written',
    says: `${by === null ? 'You' : nameOf(by)} wrote to ${namesOf(people)} by hand. Should the campaign go on all the same?`,
    choices: [
      { id: 'go-on', label: 'Go on as planned' },
      { id: 'end', label: 'End the campaign' },
    ],
  };
}

export function pauseQuestion(person: Person, lastDay: string, absenceDays: number): Worded {
  const until = DateTime.fromISO(lastDay).setLocale('en').toFormat('d MMMM yyyy');
  return {
    about: 'pause',
    says: `${nameOf(person)} is away until ${until}. Should the next mail wait that long?`,
    choices: [
      { id: 'until', label: `Wait until ${until}` },
      { id: 'days', label: `Wait ${absenceDays} ${absenceDays === 1 ? 'day' : 'days'}` },
      { id: 'end', label: 'End the campaign' },
    ],
  };
}

export function calendarQuestion(person: Person, answer: 'declined' | 'tentative' | 'cancelled'): Worded {
  const did = { declined: 'declined your invitation', tentative: 'is not sure about your invitation', cancelled: 'cancelled the meeting' }[answer];
  return {
    about: 'calendar',
    says: `${nameOf(person)} ${did}. Should the campaign go on?`,
    choices: [
      { id: 'go-on', label: 'Go on as planned' },
      { id: 'end', label: 'End the campaign' },
    ],
  };
}
