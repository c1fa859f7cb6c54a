/** Where a person in a campaign is, in words, and everything known about why. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { addressOf, PageLink } from '../address.js';
import type { EnrollmentView } from '../api/shapes.js';
import type { Fact } from '../Facts.js';
import { factsOf } from '../feed/Evidence.js';
import { SeenWord, Unknown } from '../mails/FareWords.js';
import { seenWords } from '../mails/strings.js';
import { Time, useTimeWords } from '../time/Time.js';
import { exactWords, untilWords } from '../time/words.js';
import { campaignWords } from './strings.js';

const words = campaignWords.one;
const states = campaignWords.state;

const useStyles = makeStyles({
  strong: { fontWeight: tokens.fontWeightSemibold },
  replied: { color: tokens.colorBrandForeground1 },
  bounced: { color: tokens.colorStatusDangerForeground1 },
  fare: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase300 },
  clicked: { color: tokens.colorBrandForeground1, fontWeight: tokens.fontWeightSemibold },
  waiting: { color: tokens.colorStatusWarningForeground3 },
});

/** One of three states with when, and clicks: what is known of all mails to this person together. */
export function FareWords({ enrollment: { seen, viewedAt, clickedAt, end } }: { enrollment: EnrollmentView }) {
  const styles = useStyles();
  if (seen === null) return null;
  const clicked = clickedAt !== null && (
    <>
      <span className={styles.clicked}>{states.clicked}</span> <Time at={clickedAt} style="when" />
    </>
  );
  if (seen.state === 'cannot-be-known') {
    return (
      <div className={styles.fare}>
        {clicked}
        {clicked && ' · '}
        <Unknown seen={seen} after={clickedAt !== null || end?.reason === 'reply'} />
      </div>
    );
  }
  return (
    <div className={styles.fare}>
      <SeenWord state={seen.state} />
      {seen.state === 'viewed' && viewedAt !== null && (
        <>
          {' '}
          <Time at={viewedAt} style="when" />
        </>
      )}
      {clicked && ' · '}
      {clicked}
    </div>
  );
}

export function StateWords({ enrollment }: { enrollment: EnrollmentView }) {
  const styles = useStyles();
  const { state, next, end, paused } = enrollment;
  if (state === 'active') {
    return (
      <>
        <span className={styles.strong}>{paused ? states.paused : states.inCampaign}</span>
        {paused && (
          <>
            {' '}
            <Until at={paused.until} />
          </>
        )}
        {next && (
          <>
            {' · '}
            {states.next} <Time at={next.at} style="when" />
          </>
        )}
      </>
    );
  }
  if (state === 'waiting') return <span className={mergeClasses(styles.strong, styles.waiting)}>{states.waiting}</span>;
  if (state === 'finished' || !end) return <span className={styles.strong}>{state === 'finished' ? states.finished : states.ended}</span>;
  const from = end.reason === 'reply' ? end.detail?.person : undefined;
  return (
    <>
      <span className={mergeClasses(styles.strong, (end.reason === 'reply' || end.success) && styles.replied, end.reason === 'bounced' && styles.bounced)}>{end.success ? states.success : states.ended}</span>
      {' · '}
      {from ? (
        <>
          {states.repliedFrom} <bdi>{from.address}</bdi>
        </>
      ) : (
        states.reasons[end.reason]
      )}{' '}
      <Time at={end.at} style="when" />
    </>
  );
}

function Until({ at }: { at: string }) {
  return useTimeWords((now) => states.pausedUntil(untilWords(new Date(at), now)));
}

/** Everything known about why this person is in this state. */
export function reasonsFor({ state, end, sent, enrolledAt, paused, seen, viewedAt, clickedAt }: EnrollmentView, isAsking: boolean): Fact[] {
  const facts: Fact[] = [];
  if (end) facts.push([states.reason, <bdi>{end.says}</bdi>]);
  if (end?.detail) facts.push(...factsOf(end.reason === 'reply' ? 'reply' : 'ended', { ...end.detail, ended: undefined }));
  if (end) facts.push([states.endedAt, exactWords(new Date(end.at))]);
  if (state === 'active' && paused) facts.push([states.paused, `${states.pausedWhy} (${exactWords(new Date(paused.until))})`]);
  if (state === 'waiting' && !isAsking) {
    facts.push([
      states.waiting,
      <>
        {states.waitingWhy} <PageLink to={addressOf({ page: 'feed' })}>{states.toFeed}</PageLink>
      </>,
    ]);
  }
  if (state === 'finished') facts.push([states.finished, states.finishedWhy]);
  if (seen) facts.push([states.seen, seen.state === 'cannot-be-known' ? `${seenWords[seen.state]}. ${seen.says}` : viewedAt === null ? seen.says : `${seen.says} ${exactWords(new Date(viewedAt))}`]);
  if (clickedAt !== null) facts.push([states.clicked, exactWords(new Date(clickedAt))]);
  const mails = sent.map(({ day, at }) => `${words.day(day)}: ${exactWords(new Date(at))}`);
  facts.push([states.sentDays, mails.length === 0 ? states.sentNone : mails.join('; ')]);
  facts.push([states.since, exactWords(new Date(enrolledAt))]);
  return facts;
}
