/** Who is behind the figures of a campaign's mail: everybody it went to by what is known of them, each leading to their mail. */
import { makeStyles, Skeleton, SkeletonItem, tokens } from '@fluentui/react-components';
import { useCallback, useEffect, useId, useRef, type ReactNode } from 'react';
import type { StepFigures } from '../../../connector/campaigns/api.js';
import { addressOf, PageLink } from '../address.js';
import { useLoad } from '../api/load.js';
import type { StepPerson } from '../api/shapes.js';
import { SeenReason } from '../mails/FareWords.js';
import { shortName } from '../people.js';
import { Failure } from '../shell/Failure.js';
import { shellWords } from '../shell/strings.js';
import { Time } from '../time/Time.js';
import { peopleOfMail } from './api.js';
import { campaignWords } from './strings.js';

const words = campaignWords.figures;

const useStyles = makeStyles({
  all: { display: 'flex', flexDirection: 'column', gap: '8px', maxHeight: '360px', overflow: 'auto', margin: '6px 0 4px', padding: '8px 10px', borderRadius: tokens.borderRadiusMedium, backgroundColor: tokens.colorNeutralBackground3 },
  heading: { display: 'block', margin: 0, fontSize: 'inherit', lineHeight: 'inherit', fontWeight: tokens.fontWeightSemibold, color: tokens.colorNeutralForeground1 },
  list: { margin: 0, padding: 0 },
  person: { listStyleType: 'none' },
});

interface StepPeopleProps {
  readonly campaignId: string;
  readonly day: number;
  /** Once these are others, so are the people behind them. */
  readonly figures: StepFigures;
}

export function StepPeople({ campaignId, day, figures }: StepPeopleProps) {
  const styles = useStyles();
  const { loaded, reload } = useLoad(useCallback((signal: AbortSignal) => peopleOfMail(campaignId, day, signal), [campaignId, day]));
  const shown = useRef(figures);
  useEffect(() => {
    if (shown.current !== figures) reload();
    shown.current = figures;
  }, [figures, reload]);
  if (loaded.state === 'failed') return <Failure error={loaded.error} onRetry={reload} />;
  if (loaded.state === 'loading') {
    return (
      <Skeleton className={styles.all} aria-label={shellWords.loading}>
        <SkeletonItem size={16} />
        <SkeletonItem size={16} style={{ width: '70%' }} />
      </Skeleton>
    );
  }
  const people = loaded.data;
  const { groups } = words;
  if (people.length === 0) return <div className={styles.all}>{words.nobody}</div>;
  return (
    <div className={styles.all} data-behind tabIndex={0} role="group" aria-label={words.whoOf(day)}>
      <Group name={groups.viewed} people={people.filter(({ seen }) => seen.state === 'viewed')} beside={({ viewedAt }) => viewedAt !== null && <Time at={viewedAt} style="when" />} />
      <Group name={groups.clicked} people={people.filter(({ clicked }) => clicked === 'clicked')} beside={({ clickedAt }) => clickedAt !== null && <Time at={clickedAt} style="when" />} />
      <Group name={groups.notSeen} people={people.filter(({ seen }) => seen.state === 'not-seen')} beside={() => null} />
      <Group name={groups.cannotBeKnown} people={people.filter(({ seen }) => seen.state === 'cannot-be-known')} beside={({ seen }) => <SeenReason seen={seen} />} />
    </div>
  );
}

function Group({ name, people, beside }: { name: string; people: readonly StepPerson[]; beside: (person: StepPerson) => ReactNode }) {
  const styles = useStyles();
  const headingId = useId();
  if (people.length === 0) return null;
  return (
    <div>
      <span id={headingId} className={styles.heading}>
        {words.group(name, people.length)}
      </span>
      <ul className={styles.list} aria-labelledby={headingId}>
        {people.map((person) => (
          <li key={person.enrollmentId} className={styles.person}>
            <PageLink to={addressOf({ page: 'mail', id: person.messageId })}>
              <bdi>{shortName(person)}</bdi>
            </PageLink>{' '}
            {beside(person)}
          </li>
        ))}
      </ul>
    </div>
  );
}
