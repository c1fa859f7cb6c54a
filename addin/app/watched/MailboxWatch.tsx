/** How one mailbox is watched: a sentence, the times it rests on, and every gap with what became of it. */
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { WarningFilled } from '@fluentui/react-icons/svg/warning';
import { Facts, type Fact } from '../Facts.js';
import { Time, useTimeWords } from '../time/Time.js';
import { exactWords, spanWords, fromWords } from '../time/words.js';
import { unwatchedSince, type Coverage, type CoverageGap } from './api.js';
import { watchedWords as words } from './strings.js';

/** Gaps are listed for so long. */
const GAPS_KEPT_MS = 90 * 24 * 60 * 60_000;

const useStyles = makeStyles({
  sentence: { display: 'flex', alignItems: 'flex-start', gap: '10px', overflowWrap: 'anywhere' },
  sign: { flexShrink: 0, fontSize: '24px', color: tokens.colorBrandForeground1 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  doubtful: { color: tokens.colorStatusWarningForeground3 },
  strong: { fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground2 },
  facts: { margin: '14px 0' },
  heading: { margin: 0 },
  title: { margin: '0 0 6px' },
  gaps: { margin: 0, padding: 0, listStyleType: 'none', display: 'flex', flexDirection: 'column', gap: '8px', overflowWrap: 'anywhere' },
});

/** @param within the heading it stands under is of this level. */
export function MailboxWatch({ coverage, within }: { coverage: Coverage; within: 1 | 2 }) {
  const styles = useStyles();
  const { address, watchedSince, problem, gaps } = coverage;
  const watched = watchedSince !== null;
  const from = unwatchedSince(coverage);
  const notSince = useTimeWords((now) => (from === null ? '' : words.notSince(fromWords(new Date(from), now))));
  return (
    <div data-mailbox={address}>
      <div className={styles.sentence}>
        <span className={mergeClasses(styles.sign, !watched && styles.bad)}>{watched ? <CheckmarkCircleRegular aria-hidden /> : <WarningFilled aria-hidden />}</span>
        <div>
          <Text as={within === 1 ? 'h2' : 'h3'} block weight="semibold" size={400} className={mergeClasses(styles.heading, !watched && styles.bad)}>
            {watched ? words.watched(address) : words.notWatched(address)}
          </Text>
          {!watched && (
            <Text block>
              {notSince !== '' && `${notSince}. `}
              {problem?.says} {words.meanwhile}
            </Text>
          )}
          {watched && problem && <Text block>{problem.says}</Text>}
        </div>
      </div>
      <div className={styles.facts}>
        <Facts facts={factsOf(coverage)} />
      </div>
      <Text as={within === 1 ? 'h3' : 'h4'} block weight="semibold" className={styles.title}>
        {words.gaps.title}
      </Text>
      {gaps.length === 0 ? (
        <NoGaps coverage={coverage} />
      ) : (
        <ul className={styles.gaps}>
          {gaps.map((gap) => (
            <GapRow key={`${gap.from} ${gap.reason}`} gap={gap} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** Nothing is said of a time before the mailbox was connected. */
function NoGaps({ coverage: { watchedSince, trackedSince } }: { coverage: Coverage }) {
  const from = new Date(trackedSince);
  const says = useTimeWords((now) => {
    if (watchedSince === null) return words.gaps.noneKnown;
    return now.getTime() - from.getTime() > GAPS_KEPT_MS ? words.gaps.none : words.gaps.noneSince(fromWords(from, now));
  });
  return <Text className={useStyles().quiet}>{says}</Text>;
}

function factsOf({ watchedSince, lastNotificationAt, lastReadAt, lastSweepAt, trackedSince }: Coverage): Fact[] {
  const moment = (at: string | null) => (at === null ? words.facts.never : <Time at={at} style="when" />);
  return [
    [words.facts.since, watchedSince === null ? words.facts.notNow : moment(watchedSince)],
    [words.facts.notification, moment(lastNotificationAt)],
    [words.facts.read, moment(lastReadAt)],
    [words.facts.sweep, moment(lastSweepAt)],
    [words.facts.tracked, moment(trackedSince)],
  ];
}

function GapRow({ gap: { from, until, state, says, late } }: { gap: CoverageGap }) {
  const styles = useStyles();
  const span = useTimeWords((now) => (until === null ? words.gaps.open(fromWords(new Date(from), now)) : spanWords(new Date(from), new Date(until), now)));
  const exact = [from, until].flatMap((at) => (at === null ? [] : [exactWords(new Date(at))])).join(' – ');
  return (
    <li data-gap={state}>
      <span className={styles.strong} title={exact}>
        {span}
      </span>
      {' · '}
      <span className={mergeClasses(styles.strong, (state === 'open' || state === 'unfilled') && styles.bad, state === 'closed' && styles.doubtful)}>{words.gaps.states[state]}</span>
      <Text block className={styles.quiet}>
        {says} {late !== null && late > 0 && words.gaps.late(late)} {late === 0 && state === 'filled' && words.gaps.noneLate}
      </Text>
    </li>
  );
}
