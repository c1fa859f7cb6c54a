/** What the reader of a mail's details should know beside what `seen` and `switch` say already, in sentences. Pure. */
import type { MessageDetails } from './api.js';
import type { MessageRow } from './rows.js';

type Notes = MessageDetails['notes'];

export function notesOf({ mode, stampId, hasPixel, recipients, ambiguous, isTest, refused, figures }: MessageRow): Notes {
  const isByPerson = stampId !== null && mode === 'full' && hasPixel && !refused && !isTest;
  return [
    ...note(isByPerson && !ambiguous && recipients.length > 1 && (figures?.views ?? 0) === 0, 'several', 'All people it went to got the same mail, so nobody can tell which of them a view is by.'),
    ...note(isByPerson, 'pane-closed', 'With the pane closed nobody can know whether a view was your own, above all where Outlook loads images through a service that recipients use, too. Say “This was me” where it was.'),
  ];
}

function note(applies: boolean, code: string, says: string): Notes {
  return applies ? [{ code, says }] : [];
}
