/** A mail to somebody who had their data erased: nothing is left of it but that it went. Told by that, so no mail needs a mark. */
import { feedWords } from '../feed/strings.js';
import { mailWords } from './strings.js';

interface Mail {
  readonly subject: string;
  readonly sentAt: string | null;
  readonly recipients: readonly unknown[];
}

/** Every mail that went has a recipient, until they are erased. */
export function isErased({ subject, sentAt, recipients }: Mail): boolean {
  return sentAt !== null && subject.trim() === '' && recipients.length === 0;
}

export function subjectOf(mail: Mail): string {
  return mail.subject.trim() || (isErased(mail) ? mailWords.erasedSubject : feedWords.noSubject);
}
