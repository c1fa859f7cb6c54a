/** What the pages of mails ask of the API. */
import { CLICKS_KNOWN, type ClicksKnown, type Figures, type HitPage, type HitView, type LinkFigures, type MessageDetails, type MessagePage, type MessageSummary, type MineAnswer, type RecipientView, type Seen } from '../../../connector/tracking/details/api.js';
import { ask } from '../api/client.js';
import { isBoolean, isNumber, isText, list, nullable, object, oneOf, type Guard } from '../api/guards.js';
import type { PageOf } from '../api/paged.js';
import { isActivity, isMineAnswer, isPerson, isSeen, type Activity } from '../api/shapes.js';

export type { ClicksKnown, Figures, HitView, LinkFigures, MessageDetails, MessageSummary, RecipientView, Seen };

const isMode = oneOf('full', 'links', 'anonymous', 'replies', 'off');

const isFigures: Guard<Figures> = object({
  views: isNumber,
  firstViewedAt: nullable(isText),
  lastViewedAt: nullable(isText),
  clicks: isNumber,
  lastClickedAt: nullable(isText),
  machines: isNumber,
  ownViews: isNumber,
  prefetches: isNumber,
});

const shared = {
  id: isText,
  subject: isText,
  sentAt: nullable(isText),
  source: oneOf('step', 'written'),
  campaign: nullable(object({ id: isText, name: isText, day: nullable(isNumber) })),
  mode: isMode,
  tracking: isBoolean,
  figures: isFigures,
  repliedAt: nullable(isText),
  seen: isSeen,
};

const isSummary: Guard<MessageSummary> = object({ ...shared, recipients: list(isPerson), andMore: isNumber });

const isMessagePage: Guard<MessagePage> = object({ messages: list(isSummary), next: nullable(isText) });

const isRecipient: Guard<RecipientView> = object({ address: isText, name: isText, kind: oneOf('to', 'cc', 'bcc'), seen: isSeen, repliedAt: nullable(isText) });

const isLink: Guard<LinkFigures> = object({ number: isNumber, destination: nullable(isText), text: nullable(isText), clicks: isNumber, lastClickedAt: nullable(isText), machines: isNumber });

/** Lines are checked one by one, as in the feed: one of a kind this page does not know yet must not hide the mail. */
const isTimeline: Guard<Activity[]> = (value): value is Activity[] => Array.isArray(value);

const isDetails: Guard<MessageDetails> = object({
  ...shared,
  recipients: list(isRecipient),
  timeline: isTimeline,
  clicks: oneOf(...CLICKS_KNOWN),
  links: list(isLink),
  moreLinks: isNumber,
  switch: object({ possible: isBoolean, says: nullable(isText) }),
  notes: list(object({ code: isText, says: isText })),
});

const isHit: Guard<HitView> = object({
  id: isText,
  at: isText,
  kind: oneOf('pixel', 'click', 'document'),
  link: nullable(isNumber),
  destination: nullable(isText),
  verdict: oneOf('human', 'proxy', 'prefetch', 'scanner', 'self'),
  words: isText,
  reason: isText,
  says: isText,
  certain: isBoolean,
  program: nullable(isText),
  activityId: nullable(isText),
  quotedBy: nullable(object({ id: isText, subject: isText })),
  said: nullable(oneOf('mine', 'not-mine')),
  mayBeMine: isBoolean,
});

const isHitPage: Guard<HitPage> = object({ hits: list(isHit), next: nullable(isText) });

const addressOf = (id: string) => `/api/messages/${encodeURIComponent(id)}`;

/** @param looksFor in subjects and recipients; empty: all mails. */
export async function listMails(looksFor: string, before: string | null, signal: AbortSignal): Promise<PageOf<MessageSummary>> {
  const query = new URLSearchParams({ ...(looksFor === '' ? {} : { q: looksFor }), ...(before === null ? {} : { before }) });
  const { messages, next } = await ask(isMessagePage, `/api/messages?${query}`, { signal });
  return { items: messages, next };
}

export async function getMail(id: string, signal: AbortSignal): Promise<MessageDetails> {
  return known(await ask(isDetails, addressOf(id), { signal }));
}

export async function switchTracking(id: string, on: boolean): Promise<MessageDetails> {
  return known(await ask(isDetails, `${addressOf(id)}/tracking`, { method: 'PUT', body: { on } }));
}

function known(mail: MessageDetails): MessageDetails {
  return { ...mail, timeline: mail.timeline.filter(isActivity) };
}

export async function listRequests(id: string, before: string | null, signal: AbortSignal): Promise<PageOf<HitView>> {
  const query = before === null ? '' : `?${new URLSearchParams({ before })}`;
  const { hits, next } = await ask(isHitPage, `${addressOf(id)}/hits${query}`, { signal });
  return { items: hits, next };
}

/** "This was me", or that it was not, of one request and those that count together with it. */
export function sayMine(id: string, requestId: string, mine: boolean): Promise<MineAnswer> {
  return ask(isMineAnswer, `${addressOf(id)}/hits/${encodeURIComponent(requestId)}/mine`, { method: 'POST', body: { mine } });
}
