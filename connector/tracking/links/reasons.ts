/** Why links, or whole mails, stay as they are: stable codes, and a sentence for the rep. */
export const LEFT_BECAUSE = {
  'in-page': 'It leads to a place in the mail itself.',
  'not-web': 'It is no web address (mail, phone, file).',
  relative: 'It is no complete address.',
  unreadable: 'It is no address a browser could go to.',
  credentials: 'It holds a name or a password.',
  placeholder: 'It holds a field that is not filled in.',
  own: 'It is tracked already, or leads to a page of Readback.',
  unsubscribe: 'It is for unsubscribing.',
  excluded: 'It is marked not to be tracked.',
  quoted: 'It stands in a mail that is quoted.',
  outlook: 'It is shown by Outlook for Windows only.',
  hidden: 'It is never shown.',
  'too-long': 'Its tracked address would be too long.',
} as const;

export type LeftBecause = keyof typeof LEFT_BECAUSE;

export const UNTOUCHED_BECAUSE = {
  'too-large': 'The mail is longer than a million characters.',
  'too-deep': 'The mail is nested or split up too much.',
  'odd-markup': 'A link of the mail is written in a way that mail programs read differently.',
  differs: 'More than the addresses would have changed.',
  failed: 'The mail could not be read.',
  mode: 'The links of this mail are not tracked.',
} as const;

export type UntouchedBecause = keyof typeof UNTOUCHED_BECAUSE;
