/** What is known of a mail in words: seen (one of three states), clicked, replied. Never only two states. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { CircleRegular } from '@fluentui/react-icons/svg/circle';
import { QuestionCircleRegular } from '@fluentui/react-icons/svg/question-circle';
import { Time } from '../time/Time.js';
import type { Figures, Seen } from './api.js';
import { mailWords as words, seenWords } from './strings.js';

const useStyles = makeStyles({
  seen: { fontWeight: tokens.fontWeightSemibold },
  icon: { display: 'inline-block', height: '16px', marginInlineEnd: '4px', fontSize: '16px', lineHeight: '16px', verticalAlign: '-3px' },
  viewed: { color: tokens.colorBrandForeground1 },
  quiet: { color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightRegular },
  replied: { color: tokens.colorBrandForeground1, fontWeight: tokens.fontWeightSemibold },
});

const icons = { viewed: <CheckmarkCircleRegular aria-hidden />, 'not-seen': <CircleRegular aria-hidden />, 'cannot-be-known': <QuestionCircleRegular aria-hidden /> } as const satisfies Record<Seen['state'], unknown>;

/** "Viewed", "Not seen so far", "Cannot be known". */
export function SeenWord({ state }: { state: Seen['state'] }) {
  const styles = useStyles();
  return (
    <span className={mergeClasses(styles.seen, state === 'viewed' ? styles.viewed : styles.quiet)} data-seen={state}>
      <span className={styles.icon}>{icons[state]}</span>
      {seenWords[state]}
    </span>
  );
}

/** The reason, where it says more than the state does. */
export function SeenReason({ seen }: { seen: Seen }) {
  const styles = useStyles();
  const said = seen.says.trim();
  if (said.replace(/\.$/, '') === seenWords[seen.state]) return null;
  return <span className={styles.quiet}>{said}</span>;
}

interface FareProps {
  readonly seen: Seen;
  readonly figures: Figures;
  readonly repliedAt: string | null;
}

/** "Viewed ×3, last 9 min · Clicked · Replied today 10:40" */
export function Fare({ seen, figures, repliedAt }: FareProps) {
  const styles = useStyles();
  const { views, lastViewedAt, clicks, lastClickedAt } = figures;
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
      {seen.state === 'cannot-be-known' && (
        <>
          {': '}
          <SeenReason seen={seen} />
        </>
      )}
      {clicks > 0 && (
        <>
          {' · '}
          <span className={styles.replied}>{words.clicked}</span> <Times count={clicks} />
          {lastClickedAt !== null && (
            <span className={styles.quiet}>
              {' '}
              <Time at={lastClickedAt} style="when" />
            </span>
          )}
        </>
      )}
      {repliedAt !== null && (
        <>
          {' · '}
          <span className={styles.replied}>{words.replied}</span>{' '}
          <span className={styles.quiet}>
            <Time at={repliedAt} style="when" />
          </span>
        </>
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
