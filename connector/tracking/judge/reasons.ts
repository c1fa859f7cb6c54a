/** Why something was judged as it was: sentences for people, by reason code. */
export const REASONS: Readonly<Record<string, string>> = {
  'mail-client': 'Counted as a person because a mail program or browser loaded the images.',
  'gmail-proxy': 'Counted as a person because Gmail loaded the images for its reader.',
  'outlook-proxy': 'Counted as a person because Outlook loaded the images for its reader.',
  'yahoo-proxy': 'Counted as a person because Yahoo Mail loaded the images for its reader.',
  'head-request': 'Counted as a machine because it asked about the image without loading it.',
  'tool-agent': 'Counted as a machine because it names itself as a program that is no mail reader.',
  'clicked': 'Counted as a person because a browser followed the link.',
  'test-mail': 'Your own view: you sent this mail to yourself as a test.',
};

export function reasonText(code: string): string {
  return REASONS[code] ?? code;
}
