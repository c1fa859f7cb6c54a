/** A rep's mails, in every state they can be in, and everything that loaded one of them. */
import type { HitView, MessageDetails, MessageSummary, RecipientView } from '../../connector/tracking/details/api.js';
import { alan, autumn, flynn, kevin, line, lora, morning, replyFromAnotherAddress, seenAs } from './fixture-data.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const at = (ago_ms: number) => new Date(Date.now() - ago_ms).toISOString();

export const noMailFigures: MessageSummary['figures'] = { views: 0, firstViewedAt: null, lastViewedAt: null, clicks: 0, lastClickedAt: null, machines: 0, ownViews: 0, prefetches: 0 };
export const notSeen = seenAs('not-yet');
export const viewed = seenAs('viewed');
export const appleMail = seenAs('apple-mail');

function mail(number: number, ago_ms: number, more: Partial<MessageSummary>): MessageSummary {
  return {
    id: `msg${number}`,
    subject: `Offer ${number}`,
    sentAt: at(ago_ms),
    recipients: [flynn],
    andMore: 0,
    source: 'written',
    campaign: null,
    mode: 'full',
    tracking: true,
    figures: noMailFigures,
    repliedAt: null,
    seen: notSeen,
    ...more,
  };
}

/** Newest first. */
export function mails(): MessageSummary[] {
  const figures = { ...noMailFigures, views: 3, firstViewedAt: at(DAY_MS), lastViewedAt: at(9 * MINUTE_MS), clicks: 1, lastClickedAt: at(8 * MINUTE_MS), machines: 2, ownViews: 1 };
  return [
    mail(6, 2 * MINUTE_MS, { subject: 'Draft that never went', sentAt: null }),
    mail(1, DAY_MS + 2 * HOUR_MS, { subject: 'Arcade lease', source: 'step', campaign: { ...autumn, day: 1 }, figures, repliedAt: at(12_000), seen: viewed }),
    mail(2, 2 * DAY_MS, { subject: 'Grid access', recipients: [lora], figures: { ...noMailFigures, prefetches: 1 }, seen: appleMail }),
    mail(3, 3 * DAY_MS, { subject: 'Lease dates', recipients: [kevin] }),
    mail(4, 4 * DAY_MS, { subject: 'To all of you', recipients: [flynn, alan, lora], andMore: 14, tracking: false, figures: { ...noMailFigures, views: 1, firstViewedAt: at(3 * DAY_MS), lastViewedAt: at(3 * DAY_MS) }, seen: viewed }),
    mail(5, 40 * DAY_MS, { subject: '', mode: 'replies', seen: seenAs('replies-only') }),
  ];
}

export function recipient(person: { address: string; name: string }, more: Partial<RecipientView> = {}): RecipientView {
  return { ...person, kind: 'to', seen: notSeen, repliedAt: null, ...more };
}

export function mailDetails(): MessageDetails {
  const [, summary] = mails();
  if (!summary) throw new Error('no mail');
  const [, viewLine] = morning();
  return {
    ...summary,
    recipients: [recipient(flynn, { seen: viewed, repliedAt: at(12_000) }), recipient(lora, { kind: 'cc', seen: appleMail }), recipient(alan, { kind: 'bcc' })],
    timeline: [
      line(90, 'sent', DAY_MS + 2 * HOUR_MS, { subject: 'Arcade lease', person: flynn, campaign: autumn, day: 1 }, 'msg1'),
      ...(viewLine ? [{ ...viewLine, messageId: 'msg1', count: 3 }] : []),
      line(94, 'click', 8 * MINUTE_MS, { subject: 'Arcade lease', person: flynn, destination: 'https://www.contoso.com/demo?utm_source=mail', reason: 'Counted as a person because a browser followed the link.' }, 'msg1'),
      replyFromAnotherAddress(99, 12_000),
    ],
    clicks: 'recorded',
    links: [
      { number: 1, destination: 'https://www.contoso.com/demo?utm_source=mail', text: 'See the demo', clicks: 1, lastClickedAt: at(8 * MINUTE_MS), machines: 2 },
      { number: 2, destination: 'https://contoso.com/prices', text: null, clicks: 0, lastClickedAt: null, machines: 2 },
    ],
    moreLinks: 0,
    switch: { possible: true, says: null },
    notes: [{ code: 'pane-closed', says: 'With the pane closed, nobody can tell your own look at this mail apart where images come through a mail service.' }],
  };
}

function request(number: number, ago_ms: number, more: Partial<HitView>): HitView {
  return {
    id: `h${number}`,
    at: at(ago_ms),
    kind: 'pixel',
    link: null,
    destination: null,
    verdict: 'human',
    words: 'Seen by a person',
    reason: 'mail-client',
    says: 'Counted as a person because a mail program or browser loaded the images.',
    certain: true,
    program: 'Outlook on Windows',
    activityId: null,
    quotedBy: null,
    said: null,
    mayBeMine: true,
    ...more,
  };
}

/** Newest first. */
export function requests(): HitView[] {
  return [
    request(7, 8 * MINUTE_MS, { kind: 'click', link: 1, destination: 'https://www.contoso.com/demo?utm_source=mail', words: 'Clicked by a person', reason: 'clicked', says: 'Counted as a person because a browser followed the link.', program: 'Edge on Windows' }),
    request(6, 9 * MINUTE_MS, { verdict: 'proxy', certain: false, words: 'Probably seen by a person', reason: 'google-network', says: 'The images were loaded from Google’s network, as Gmail does for its readers.', program: 'Gmail' }),
    request(5, HOUR_MS, { verdict: 'self', words: 'Your own view', reason: 'own-device', says: 'You are signed in on this device.', program: 'Chrome on macOS' }),
    request(4, 2 * HOUR_MS, { said: 'not-mine', reason: 'said-other', says: 'Counted as a person because you said that it was not you.' }),
    request(3, 3 * HOUR_MS, { reason: 'quoted', says: 'Not counted: this mail was quoted in a newer one, which was what somebody looked at.', quotedBy: { id: 'msg2', subject: 'Grid access' } }),
    request(2, DAY_MS, { verdict: 'prefetch', words: 'Loaded ahead by a machine', reason: 'apple-privacy', says: 'Nobody can know: Apple Mail loads the images of every mail by itself, read or not.', program: 'Apple Mail' }),
    request(1, DAY_MS, { kind: 'click', link: 2, destination: 'https://contoso.com/prices', verdict: 'scanner', words: 'Checked by a machine', reason: 'burst', says: 'Counted as a machine because several links of the mail were opened within seconds.', program: null, mayBeMine: false }),
  ];
}
