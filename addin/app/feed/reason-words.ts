/** What gave a mail away, in words people know, by the code of the reason. Codes that are not here quote the mail's own sentences. */
const PROGRAM = 'It says itself that a program sent it';
const AUTOREPLY = 'A program for automatic answers sent it';
const PARENT = 'It names the mail it answers';
const SYSTEM = 'It comes from a mail system';

const WORDS: Readonly<Record<string, string>> = {
  'auto-submitted': PROGRAM,
  'automatic': PROGRAM,
  'machine-generated': PROGRAM,
  'autoreply-header': AUTOREPLY,
  'autoreply-precedence': AUTOREPLY,
  'autoreply-program': AUTOREPLY,
  'exchange-rule': 'A rule of their Exchange mailbox wrote it',
  'precedence': 'It is marked as mail of a program',
  'suppresses-automatic-answers': 'It asks for no automatic answers, as programs do',
  'empty-return-path': 'It takes no answers, as mail of programs does',
  'null-return-path': 'It takes no answers, as mail of programs does',
  'delivery-report': 'It is a report about delivery',
  'failed-recipients': 'It lists whom it did not reach',
  'report': 'It lists whom it did not reach',
  'mail-system': SYSTEM,
  'mail-system-name': SYSTEM,
  'robot': 'Its sender’s address is a program’s',
  'automatic-failure': 'It says itself that something failed',
  'status': 'It has a code for the failure',
  'smtp': 'It has a code for the failure',
  'smtp-dialogue': 'It tells what a mail server said',
  'returned-mail': 'The mail that came back is in it',
  'in-reply-to': PARENT,
  'references': PARENT,
  'parent-message-id': PARENT,
  'parent-named-by-exchange': PARENT,
  'reply-prefix': 'Its subject begins as an answer’s does',
  'thread-index': 'Outlook counts it as an answer',
};

/** Undefined where the words of the mail say more. */
export function reasonWords(code: string): string | undefined {
  return Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
}
