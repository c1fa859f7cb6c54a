/**
 * What makes a mail's figures better or worse, said while it is written: pure, so that Outlook's
 * pane, the web app and whatever writes campaign mails say the same. What the mail does not track
 * is not advised upon.
 */
import { domainOf, isSameDomain, isWithin, shownDomain } from './domains.js';
import type { Draft, DraftRecipient, Tip } from './draft.js';
import { readHtml, WEB_ADDRESS, type DraftHtml } from './html.js';

/** The tips for a draft, the most telling first. */
export function tipsFor(draft: Draft): Tip[] {
  const html = draft.html === null ? null : readHtml(draft.html);
  return [refused(draft), noConsent(draft), plainText(draft), severalRecipients(draft), ...(html === null ? [] : otherDomains(draft, html)), noImage(draft, html), noLink(draft, html)].filter((tip) => tip !== null);
}

function refused({ recipients, mode }: Draft): Tip | null {
  const [first, ...more] = recipients.filter(({ consent }) => consent === 'refused' || consent === 'withdrawn');
  if (first === undefined || mode === 'off') return null;
  const says = `${named(first, more)} ${more.length > 0 ? 'do' : 'does'} not want to be tracked, so ${recipients.length > 1 ? 'nobody’s views and clicks of this mail are' : 'views and clicks of this mail are not'} recorded.`;
  const canLeaveOut = more.length === 0 && recipients.length > 1;
  return { code: 'refused', says, remedy: canLeaveOut ? { kind: 'leave-out', label: `Leave ${first.address} out`, address: first.address } : null };
}

function noConsent({ recipients, mode, ownDomains = [] }: Draft): Tip | null {
  if (mode !== 'full' && mode !== 'links') return null;
  const [first, ...more] = recipients.filter(({ address, consent }) => consent === 'unknown' && !isWithin(domainOfMail(address), ownDomains));
  if (first === undefined) return null;
  const what = mode === 'full' ? 'views and clicks' : 'clicks';
  return {
    code: 'no-consent',
    says: `${named(first, more)} ${more.length > 0 ? 'have' : 'has'} not agreed to be tracked; your organisation’s policy lets this mail record ${what} all the same.`,
    remedy: { kind: 'set-mode', label: 'Replies only', mode: 'replies' },
  };
}

function plainText({ html, mode }: Draft): Tip | null {
  if (html !== null || (mode !== 'full' && mode !== 'anonymous')) return null;
  return { code: 'plain-text', says: 'A plain text mail carries no image, so no view of it can be seen.', remedy: { kind: 'make-html', label: 'Write it as HTML' } };
}

function severalRecipients({ recipients, mode }: Draft): Tip | null {
  if (recipients.length < 2 || (mode !== 'full' && mode !== 'links')) return null;
  return { code: 'several-recipients', says: `One mail goes to ${recipients.length} people: ${mode === 'full' ? 'a view or a click' : 'a click'} can be seen, but nobody can tell whose it was.`, remedy: null };
}

function noImage({ mode, logo }: Draft, html: DraftHtml | null): Tip | null {
  if (html === null || (mode !== 'full' && mode !== 'anonymous')) return null;
  if (html.hasDocument || html.images.some(({ address, isHidden }) => /^https?:/i.test(address) && !isHidden)) return null;
  return {
    code: 'no-image',
    says: 'Without a picture such as a logo many people never allow images, and views of this mail will be missed.',
    remedy: logo === undefined ? null : { kind: 'add-logo', label: 'Add your logo' },
  };
}

function noLink({ html: source, text, mode }: Draft, html: DraftHtml | null): Tip | null {
  if (mode === 'replies' || mode === 'off') return null;
  if (html === null ? source === null && hasAddress(text) : html.hasDocument || html.links.some(({ address }) => isInviting(address))) return null;
  return {
    code: 'no-link',
    says: 'There is no link to follow: a click is the surest sign of interest, also where images stay off.',
    remedy: html !== null && html.bare.length > 0 ? { kind: 'link-addresses', label: html.bare.length === 1 ? 'Make the address a link' : 'Make the addresses links' } : null,
  };
}

function otherDomains({ ownDomains = [] }: Draft, { links }: DraftHtml): Tip[] {
  return links.flatMap(({ address, text, inner, hasElements }, link): Tip[] => {
    const [shown, real] = [shownDomain(text), domainOf(address)];
    if (shown === null || real === null || isSameDomain(shown, real) || (isWithin(shown, ownDomains) && isWithin(real, ownDomains))) return [];
    const canChange = inner !== null && !hasElements;
    return [
      {
        code: 'other-domain',
        says: `The link “${text.slice(0, 60)}” leads to ${real}: mail programs warn of such links.`,
        remedy: canChange ? { kind: 'show-destination', label: `Show ${real}`, link, shows: real } : null,
      },
    ];
  });
}

/** A link somebody is meant to follow: no mail address, no phone number, and not the one for unsubscribing. */
function isInviting(address: string): boolean {
  return /^https?:\/\//i.test(address) && !/unsubscribe|opt-?out/i.test(address);
}

function hasAddress(text: string): boolean {
  return text.search(WEB_ADDRESS) !== -1;
}

function named({ address }: DraftRecipient, more: readonly DraftRecipient[]): string {
  if (more.length === 0) return address;
  return more.length === 1 ? `${address} and ${more[0]?.address ?? ''}` : `${address} and ${more.length} others`;
}

function domainOfMail(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
