/** The MIME of a test: says what to do with it, carries a pixel and one link. */
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Keys } from '../../config/index.js';
import type { Mailbox } from '../../mailbox/index.js';
import { linkToken, linkUrl } from '../links/link-token.js';
import { pixelUrl, STAMP_HEADER } from '../stamp.js';

export const TEST_SUBJECT = 'Readback: is this device recognised?';

const SAYS = [
  'You asked Readback for this mail.',
  'Open it on every device and in every program you read mail with, and let it load images. The page it came from then says which of them will be recognised as yours.',
] as const;
const LINK_LABEL = 'See what Readback recognised';

export interface TestMailParts {
  readonly keys: Keys;
  readonly publicUrl: string;
  /** As it is written. */
  readonly stamp: string;
  readonly from: Pick<Mailbox, 'name' | 'address'>;
  readonly to: string;
  /** With angle brackets. */
  readonly internetMessageId: string;
  readonly date: Date;
}

export async function buildTestMail({ keys, publicUrl, stamp, from, to, internetMessageId, date }: TestMailParts): Promise<string> {
  const page = linkUrl(publicUrl, linkToken(keys, stamp, 1, `${publicUrl}/app/devices`));
  const paragraphs = SAYS.map((says) => `<p>${says}</p>`).join('\n');
  const composer = new MailComposer({
    from: { name: from.name, address: from.address },
    to,
    subject: TEST_SUBJECT,
    html: `<!DOCTYPE html><html><body>${paragraphs}
<p><a href="${page}">${LINK_LABEL}</a></p>
<img src="${pixelUrl(publicUrl, stamp)}" width="1" height="1" alt=""></body></html>`,
    text: `${SAYS.join('\n\n')}\n\n${LINK_LABEL}: ${page}\n`,
    date,
    messageId: internetMessageId,
    headers: { [STAMP_HEADER]: stamp, 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return (await composer.compile().build()).toString('utf8');
}
