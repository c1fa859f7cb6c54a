/** What is known of a mail in words: seen (one of three states), clicked, replied. Never only two states. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { CircleRegular } from '@fluentui/react-icons/svg/circle';
import { QuestionCircleRegular } from '@fluentui/react-icons/svg/question-circle';
import { Fragment } from 'react';
import { Time } from '../time/Time.js';
import type { Figures, Seen } from './api.js';
import { mailWords as words, seenWords, viewsUnknown } from './strings.js';

const useStyles = makeStyles({
  seen: { fontWeight: tokens.fontWeightSemibold },
  icon: { display: 'inline-block', height: '16px', marginInlineEnd: '4px', fontSize: '16px', lineHeight: '16px', verticalAlign: '-3px' },
  viewed: { color: tokens.colorBrandForeground1 },
  quiet: { color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightRegular },
  replied: { color: tokens.colorBrandForeground1, fontWeight: tokens.fontWeightSemibold },
});

const icons = { viewed: <CheckmarkCircleRegular aria-hidden />, 'not-seen': <CircleRegular aria-hidden />, 'cannot-be-known': <QuestionCircleRegular aria-hidden /> } as const satisfies Record<Seen['state'], unknown>;

/** "Viewed", "Not seen so far", "Cannot be known"; after something that is known it says what cannot be. */
export function SeenWord({ state, after = false }: { state: Seen['state']; after?: boolean }) {
  const styles = useStyles();
  return (
    <span className={mergeClasses(styles.seen, state === 'viewed' ? styles.viewed : styles.quiet)} data-seen={state}>
      <span className={styles.icon}>{icons[state]}</span>
      {after && state === 'cannot-be-known' ? viewsUnknown : seenWords[state]}
    </span>
  );
}

/** Why it cannot be known. */
export function SeenReason({ seen }: { seen: Seen }) {
  const styles = useStyles();
  return seen.state === 'cannot-be-known' ? <span className={styles.quiet}>{seen.says}</span> : null;
}

/** The state and why: "Cannot be known. Apple Mail loads the images of every mail by itself, read or not." */
export function Unknown({ seen, after }: { seen: Seen; after: boolean }) {
  return (
    <>
      <SeenWord state={seen.state} after={after} />. <SeenReason seen={seen} />
    </>
  );
}

/** Tracking is switched off, and the state does not say so itself. */
export function isOffUnsaid({ tracking, seen }: { readonly tracking: boolean; readonly seen: Seen }): boolean {
  return !tracking && seen.reason !== 'switched-off';
}

interface FareProps {
  readonly seen: Seen;
  readonly figures: Figures;
  readonly repliedAt: string | null;
}

/**
 * What is known stands first: "Viewed ×3, last 9 min · Clicked · Replied today 10:40", but
 * "Clicked · Replied today 10:40 · Views cannot be known. The mail program loaded no images."
 */
export function Fare({ seen, figures, repliedAt }: FareProps) {
  const { clicks, lastClickedAt } = figures;
  const isUnknown = seen.state === 'cannot-be-known';
  const known = [
    ...(isUnknown ? [] : [<SeenTimes key="seen" seen={seen} figures={figures} />]),
    ...(clicks > 0 ? [<Happened key="clicked" what={words.clicked} count={clicks} at={lastClickedAt} />] : []),
    ...(repliedAt === null ? [] : [<Happened key="replied" what={words.replied} count={1} at={repliedAt} />]),
  ];
  const all = isUnknown ? [...known, <Unknown key="seen" seen={seen} after={known.length > 0} />] : known;
  return all.map((one, index) => (
    <Fragment key={one.key}>
      {index > 0 && ' · '}
      {one}
    </Fragment>
  ));
}

function SeenTimes({ seen, figures: { views, lastViewedAt } }: Pick<FareProps, 'seen' | 'figures'>) {
  const styles = useStyles();
  return (
    <>
      <SeenWord state={seen.state} />
      {views > 0 && (
        <>
          {' '}
          <Times count={views} />
          {lastViewedAt !== null && (
            <span className={styles.quiet}>
              {' '}
              {words.last} <Time at={lastViewedAt} style="when" />
            </span>
          )}
        </>
      )}
    </>
  );
}

function Happened({ what, count, at }: { what: string; count: number; at: string | null }) {
  const styles = useStyles();
  return (
    <>
      <span className={styles.replied}>{what}</span> <Times count={count} />
      {at !== null && (
        <span className={styles.quiet}>
          {' '}
          <Time at={at} style="when" />
        </span>
      )}
    </>
  );
}

function Times({ count }: { count: number }) {
  if (count < 2) return null;
  return (
    <b aria-label={words.timesSpoken(count)} role="img">
      {words.times(count)}
    </b>
  );
}
