/**
 * The mail programs of outside people, as data: who loads the pictures of a mail and when, and with what its links
 * are opened. Links always go with the person's own browser from their own network; pictures often do not.
 */
import { APPLE_RELAY, EXCHANGE_ONLINE, GOOGLE_IMAGES, hostOf, type Network } from './networks.js';
import { browserOf, classicOutlookOf, edgeOf, phoneBrowserOf, phoneMailOf, safariOf, type Numbered, type Persona } from './persona.js';

export const MAIL_PROGRAM_NAMES = ['browser', 'phone', 'gmail', 'gmail-prefetch', 'apple-privacy', 'outlook-web', 'outlook-classic', 'images-off', 'plain-text'] as const;
export type MailProgramName = (typeof MAIL_PROGRAM_NAMES)[number];

export interface MailProgram {
  readonly label: string;
  /** What it does, for whoever chooses it. */
  readonly says: string;
  /**
   * `reading`: whenever the mail is opened. `delivery`: once, soon after it came, and kept. `allowed`: at reading, if
   * the person says so. `never`.
   */
  readonly pictures: 'reading' | 'delivery' | 'allowed' | 'never';
  /** Who loads them. */
  readonly asks: (person: Numbered) => Persona;
  /** Who loads them soon after delivery, beside or instead of at reading. */
  readonly early?: { readonly asks: (person: Numbered) => Persona; readonly after_ms: number };
  /** Shows the text of a mail that has both. */
  readonly textOnly: boolean;
  /** The browser in which links open. */
  readonly clicks: (person: Numbered) => Persona;
}

/** Gmail's image proxy at reading time. */
const GOOGLE_PROXY = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';
/** What Gmail loads with before it shows a mail in a session that is open (bird.com, "Gmail is prefetching images", 2022). */
const GOOGLE_PREFETCH = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0';
/** Mail Privacy Protection says nothing more of itself. */
const APPLE_BARE = 'Mozilla/5.0';
const MICROSOFT_PROXY = 'Mozilla/5.0 (compatible; Microsoft Outlook ImageProxy)';

const through = (userAgent: string, network: Network) => ({ number }: Numbered): Persona => ({ userAgent, networkAddress: hostOf(network, number) });
const gmail = through(GOOGLE_PROXY, GOOGLE_IMAGES);
const apple = through(APPLE_BARE, APPLE_RELAY);
export const outlookOnTheWeb = through(MICROSOFT_PROXY, EXCHANGE_ONLINE);

export const MAIL_PROGRAMS: Readonly<Record<MailProgramName, MailProgram>> = {
  browser: { label: 'Mail in a browser', says: 'Images load when the mail is opened, straight from their own computer.', pictures: 'reading', asks: browserOf, textOnly: false, clicks: browserOf },
  phone: { label: 'Mail on a phone', says: 'Images load when the mail is opened, from the network of the phone.', pictures: 'reading', asks: phoneMailOf, textOnly: false, clicks: phoneBrowserOf },
  gmail: { label: 'Gmail', says: 'Google’s image proxy loads the images when the mail is opened.', pictures: 'reading', asks: gmail, textOnly: false, clicks: browserOf },
  'gmail-prefetch': {
    label: 'Gmail, open in a tab',
    says: 'Google loads the images seconds after delivery, and again through its proxy when the mail is opened.',
    pictures: 'reading',
    asks: gmail,
    early: { asks: through(GOOGLE_PREFETCH, GOOGLE_IMAGES), after_ms: 2_000 },
    textOnly: false,
    clicks: browserOf,
  },
  'apple-privacy': {
    label: 'Apple Mail with privacy protection',
    says: 'Apple loads all images soon after delivery, read or not. Opening the mail loads nothing more.',
    pictures: 'delivery',
    asks: apple,
    early: { asks: apple, after_ms: 4_000 },
    textOnly: false,
    clicks: safariOf,
  },
  'outlook-web': { label: 'Outlook on the web', says: 'Microsoft’s image proxy loads the images when the mail is opened.', pictures: 'reading', asks: outlookOnTheWeb, textOnly: false, clicks: edgeOf },
  'outlook-classic': { label: 'Classic Outlook', says: 'No image loads until the person allows it; then straight from their own computer.', pictures: 'allowed', asks: classicOutlookOf, textOnly: false, clicks: edgeOf },
  'images-off': { label: 'Images switched off', says: 'No image loads until the person allows it.', pictures: 'allowed', asks: browserOf, textOnly: false, clicks: browserOf },
  'plain-text': { label: 'Plain text only', says: 'Shows the text of a mail; there are no images to load.', pictures: 'never', asks: browserOf, textOnly: true, clicks: browserOf },
};
