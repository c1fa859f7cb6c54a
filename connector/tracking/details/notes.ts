/** What the reader of a mail's details should know, in sentences. Pure. */
import type { MessageDetails } from './api.js';
import type { MessageRow } from './rows.js';

type Notes = MessageDetails['notes'];

export function notesOf({ mode, stampId, hasPixel, recipients, ambiguous, isTest, refused, tracking }: MessageRow): Notes {
  const isByPerson = stampId !== null && mode === 'full' && hasPixel && !refused;
  return [
    ...note(isTest, 'test-mail', 'You sent this mail to yourself as a test: every view of it is yours.'),
    ...note(refused, 'no-consent', 'Somebody it went to does not agree to being tracked: nothing is recorded of this mail, and what was is erased.'),
    ...note(!tracking && !refused, 'switched-off', 'You switched tracking of this mail off: nothing is recorded from then on.'),
    ...note(mode === 'anonymous', 'anonymous', 'Views and clicks are counted for all mails together, without knowing whose they are.'),
    ...note(isByPerson && ambiguous, 'ambiguous', 'Another mail carries the same image, and their views cannot be told apart.'),
    ...note(isByPerson && recipients.length > 1, 'several', 'All people it went to got the same mail, so nobody can tell which of them a view was by.'),
    ...note(isByPerson && !isTest, 'pane-closed', 'With the pane closed nobody can know whether a view was your own, above all where Outlook loads images through a service that recipients use, too. Say “This was me” where it was.'),
  ];
}

function note(applies: boolean, code: string, says: string): Notes {
  return applies ? [{ code, says }] : [];
}
