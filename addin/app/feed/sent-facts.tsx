/** What a mail was sent with, for whoever asks "why?" of "Sent to …": from what, with which tracking and why, and how many links of it are tracked. */
import { useCallback, useEffect, useState } from 'react';
import { addressOf, PageLink } from '../address.js';
import type { Fact } from '../Facts.js';
import { getMail, type MessageDetails } from '../mails/api.js';
import { modeWords } from '../modes.js';
import { feedWords } from './strings.js';

const words = feedWords.evidence.sent;
/** Why nothing is known of a mail that was sent with everything. */
const WITHOUT_CONSENT: readonly string[] = ['no-consent', 'refused-later', 'not-recorded'];

/**
 * Facts of a mail that the line does not hold. Nothing where the mail is not known any more, or
 * cannot be asked for: what the line says is true all the same.
 * @param messageId null: none are wanted
 */
export function useSentFacts(messageId: string | null): readonly Fact[] {
  const [mail, setMail] = useState<MessageDetails | 'loading' | null>('loading');
  const load = useCallback(
    (signal: AbortSignal) => {
      if (messageId === null) return;
      getMail(messageId, signal).then(setMail, () => {
        if (!signal.aborted) setMail(null);
      });
    },
    [messageId],
  );
  useEffect(() => {
    const controller = new AbortController();
    load(controller.signal);
    return () => controller.abort();
  }, [load]);
  if (messageId === null || mail === null) return [];
  return mail === 'loading' ? [[words.tracking, words.loading]] : sentFacts(mail);
}

export function sentFacts({ campaign, mode, tracking, seen, links, moreLinks }: Pick<MessageDetails, 'campaign' | 'mode' | 'tracking' | 'seen' | 'links' | 'moreLinks'>): Fact[] {
  const count = links.length + moreLinks;
  const { name, says } = modeWords[mode];
  return [
    [
      words.from,
      campaign === null ? (
        words.byHand
      ) : (
        <>
          <PageLink to={addressOf({ page: 'campaign', id: campaign.id })}>
            <bdi>{campaign.name}</bdi>
          </PageLink>
          {campaign.day !== null && `, ${feedWords.dayOfCampaign(campaign.day)}`}
        </>
      ),
    ],
    [words.tracking, `${name}. ${says}${tracking ? '' : ` ${words.switchedOff}`}`],
    [words.because, mode === 'full' && !WITHOUT_CONSENT.includes(seen.reason) ? words.allowed : seen.says],
    [words.links, words.linkCount(count)],
  ];
}
