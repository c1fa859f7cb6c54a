/**
 * Why something was judged as it was: one sentence for people, by reason code. Codes are stored with
 * hits: new ones may be added, old ones keep their meaning.
 */
import type { HitKind } from '../hit.js';

export const REASONS = {
  // A person
  'mail-client': 'Counted as a person because a mail program or browser loaded the images.',
  'gmail-proxy': 'Counted as a person because Gmail loaded the images for its reader.',
  'gmail-then-clicked': 'Counted as a person because Gmail loaded the images and a link was clicked soon after.',
  'google-network': 'Probably a person: the images were loaded from Google’s network, as Gmail does for its readers.',
  'outlook-proxy': 'Counted as a person because Outlook loaded the images for its reader.',
  'microsoft-network': 'Counted as a person because the images were loaded from Microsoft’s network, as Outlook on the web does for its readers.',
  'yahoo-proxy': 'Counted as a person because Yahoo Mail loaded the images for its reader.',
  'mail-proxy': 'Counted as a person because a mail service loaded the images for its reader.',
  'no-agent': 'Probably a person: the images were loaded by something that does not say what it is, as some mail programs do.',
  'gateway-later': 'Probably a person: a mail program loaded the images from the network of a security service, but long after delivery.',
  'clicked': 'Counted as a person because a browser followed the link.',
  'opened': 'Counted as a person because a browser asked for the document.',
  'many-links-read': 'Probably a person: several links were opened at once, but by somebody who had loaded the images before.',
  'repeats-read': 'Probably a person: one link was opened many times at once, but by somebody who had loaded the images before.',
  'microsoft-later': 'Probably a person: the link was followed from Microsoft’s network, but not when mail is checked on delivery.',
  'google-later': 'Probably a person: the link was followed from Google’s network, but not when mail is checked on delivery.',
  'said-other': 'Counted as a person because you said that it was not you.',
  // A machine, before anybody reads
  'apple-privacy': 'Nobody can know: Apple Mail loads the images of every mail by itself, read or not.',
  'apple-privacy-likely': 'Nobody can know: this looks like Apple Mail, which loads the images of every mail by itself, read or not.',
  'gmail-ahead': 'Counted as a machine because Gmail loads the images ahead when it is open in a tab or on a phone.',
  'gmail-at-delivery': 'Counted as a machine because Gmail loaded the images within seconds of sending, ahead of its reader.',
  'prefetch-header': 'Counted as a machine because the program said that it was loading ahead, before anybody looked.',
  'office-looked-first': 'Counted as a machine because Outlook looked where the link leads; the click itself is counted with the browser that followed.',
  // A machine that checks mail
  'head-request': 'Counted as a machine because it asked without loading anything.',
  'security-agent': 'Counted as a machine because it names itself as a security service.',
  'headless-agent': 'Counted as a machine because it is a browser without a screen.',
  'preview-agent': 'Counted as a machine because it makes previews for a chat program or a search engine.',
  'tool-agent': 'Counted as a machine because it names itself as a program that is no mail reader.',
  'no-browser': 'Counted as a machine because no browser follows links without saying what it is.',
  'proxy-clicked': 'Counted as a machine because a mail service followed the link itself; its readers do that with their own browser.',
  'gateway-network': 'Counted as a machine because the request came from the network of a service that checks mail for viruses and fraud.',
  'microsoft-at-delivery': 'Counted as a machine because Microsoft checks the links of a mail when it is delivered.',
  'google-at-delivery': 'Counted as a machine because the link was followed from Google’s network when the mail was delivered.',
  'shared-at-delivery': 'Probably a machine: the link was followed when the mail was delivered, from the network of a security service.',
  'burst': 'Counted as a machine because several links of the mail were opened within seconds.',
  'burst-likely': 'Probably a machine: two links of the mail were opened within one second.',
  'repeats-likely': 'Probably a machine: one link was opened more than three times within one second.',
  'burst-images': 'Counted as a machine because the images were loaded together with several links, when the mail was delivered.',
  // Your own side
  'test-mail': 'Your own view: you sent this mail to yourself as a test.',
  'said-own': 'Your own view: you said that this was you.',
  'own-device': 'Your own view: you are signed in on this device.',
  'colleague-device': 'A colleague’s view: somebody of your organisation is signed in on this device.',
  'own-address': 'Your own view: this mail went to an address of yours only.',
  'signal': 'Your own view: you had this mail open in Outlook at that moment.',
  'signal-proxy': 'Your own view: you had this mail open in Outlook at that moment, and Outlook loads images through the same service.',
  'signal-proxy-likely': 'Probably your own view: you had this mail open in Outlook at that moment, but the recipient’s mail may load its images through the same service.',
  'taught': 'Your own view: you said before that views from there are yours.',
  'own-network': 'Probably your own view: it was Outlook, on a network you signed in from lately.',
  'before-sending': 'Your own view: the mail had not been sent yet.',
  // Part of another view
  'quoted': 'Not counted: this mail was quoted in a newer one, which was what somebody looked at.',
} as const satisfies Record<string, string>;

export type ReasonCode = keyof typeof REASONS;

export function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(REASONS, code);
}

/** What one request is called where it is somebody's own. */
export const CALLED: Readonly<Record<HitKind, string>> = { pixel: 'view', click: 'click', document: 'visit' };

/** The sentence of a code, which calls the own side's request what it was; the code itself if it is none of ours. */
export function reasonText(code: string, kind: HitKind): string {
  return isReasonCode(code) ? REASONS[code].replace(/^((?:Your|Probably your) own|A colleague’s) view:/, `$1 ${CALLED[kind]}:`) : code;
}

/** The sentence where these words stand before it already, its "probably" among them: what it says beyond. */
export function reasonAfter(words: string, sentence: string): string {
  const probably = words.startsWith('Probably ') ? /^Probably a (?:person|machine): /.exec(sentence)?.[0] : undefined;
  const said = sentence.startsWith(`${words}: `) ? `${words}: ` : (probably ?? '');
  return sentence.charAt(said.length).toUpperCase() + sentence.slice(said.length + 1);
}
