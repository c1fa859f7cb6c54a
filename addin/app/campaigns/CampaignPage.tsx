/** One campaign: its mails, its people, and why each is where they are. Kept current by what the feed brings. */
import { Button, makeStyles, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { PersonAddRegular } from '@fluentui/react-icons/svg/person-add';
import { useCallback, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { addressOf } from '../address.js';
import { useLoad } from '../api/load.js';
import type { Activity, Campaign } from '../api/shapes.js';
import { useSoon } from '../api/soon.js';
import { mayBeMine } from '../feed/mine.js';
import { useArrived } from '../feed/useArrived.js';
import type { Feed } from '../feed/useFeed.js';
import { modeWords } from '../modes.js';
import { OnePage } from '../shell/OnePage.js';
import { shellWords } from '../shell/strings.js';
import { hourWords, otherZoneHere } from '../time/words.js';
import { AddPeople } from './AddPeople.js';
import { getCampaign } from './api.js';
import { PeopleTable } from './PeopleTable.js';
import { countsOf, Progress } from './Progress.js';
import { Steps } from './Steps.js';
import { campaignWords } from './strings.js';
import { Waiting } from './Waiting.js';

const words = campaignWords.one;

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: 'minmax(260px, 320px) minmax(0, 1fr)',
    gap: '24px',
    alignItems: 'start',
    '@media (max-width: 820px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  column: { display: 'flex', flexDirection: 'column', gap: '10px', minWidth: 0 },
  heading: { margin: '0 8px', fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400, fontWeight: tokens.fontWeightSemibold },
  headRow: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: '8px', minHeight: '32px' },
  quiet: { margin: '0 8px', color: tokens.colorNeutralForeground2 },
  progress: { margin: '0 8px 20px', maxWidth: '420px' },
});

export function CampaignPage({ id, watched, feed }: { id: string; watched: boolean; feed: Feed }) {
  const { arrived } = feed.state;
  const load = useLoad(useCallback((signal: AbortSignal) => getCampaign(id, signal), [id]));
  const { reload } = load;
  const reloadSoon = useSoon(reload);

  useArrived(arrived, (fresh) => {
    if (fresh.some((line) => concerns(line, id))) reload();
    // Views do not say which campaign their mail is of.
    else if (fresh.some(mayBeMine)) reloadSoon();
  });

  return (
    <OnePage load={load} backTo={addressOf({ page: 'campaigns' })} words={words} titleOf={({ name }) => name} skeleton={<Loading />}>
      {(campaign) => (
        <>
          <Waiting watched={watched} arrived={arrived} />
          <Content campaign={campaign} feed={feed} onChanged={reload} />
        </>
      )}
    </OnePage>
  );
}

/** A question names people, not campaigns: it may hold, or let go on, some of this one. */
function concerns({ data }: Activity, campaignId: string): boolean {
  return data.campaign?.id === campaignId || data.question !== undefined || data.paused !== undefined || data.undone !== undefined || (data.ended?.some((ended) => ended.campaignId === campaignId) ?? false);
}

function Content({ campaign, feed, onChanged }: { campaign: Campaign; feed: Feed; onChanged: () => void }) {
  const styles = useStyles();
  // Somebody offered elsewhere, such as a stand-in, is written in already.
  const [offered] = useState(() => new URLSearchParams(location.search).get('add') ?? '');
  // A campaign without people has one next step: open it at once.
  const [adding, setAdding] = useState<'no' | 'at-once' | 'asked'>(offered !== '' ? 'asked' : campaign.enrollments.length === 0 ? 'at-once' : 'no');
  const addButton = useRef<HTMLButtonElement>(null);
  const stopAdding = () => {
    flushSync(() => setAdding('no'));
    addButton.current?.focus();
  };
  const zoneHere = otherZoneHere(campaign.timeZone, new Date());
  return (
    <>
      <div className={styles.progress}>
        <Progress counts={countsOf(campaign.people)} succeeded={campaign.people.succeeded} />
      </div>
      <div className={styles.columns}>
        <section className={styles.column} aria-labelledby="mails">
          <div className={styles.headRow}>
            <h2 id="mails" className={styles.heading}>
              {words.mails}
            </h2>
          </div>
          <Steps campaignId={campaign.id} steps={campaign.steps} />
          <Text size={200} className={styles.quiet}>
            {campaignWords.figures.tracking} <strong>{modeWords[campaign.mode].name}</strong>. {modeWords[campaign.mode].says}
          </Text>
          <Text size={200} className={styles.quiet}>
            {words.leave(hourWords(campaign.sendHour), campaign.timeZone)} {zoneHere !== null && words.otherZone(zoneHere)}
          </Text>
        </section>
        <section className={styles.column} aria-labelledby="people">
          <div className={styles.headRow}>
            <h2 id="people" className={styles.heading}>
              {words.people}
            </h2>
            {adding === 'no' && (
              <Button ref={addButton} icon={<PersonAddRegular />} onClick={() => setAdding('asked')}>
                {campaignWords.add.open}
              </Button>
            )}
          </div>
          {adding !== 'no' && <AddPeople campaignId={campaign.id} isAsked={adding === 'asked'} offered={offered} onAdded={onChanged} onClose={stopAdding} />}
          {campaign.enrollments.length > 0 ? (
            <PeopleTable campaign={campaign} lines={feed.state.lines} onAnswered={feed.change} onChanged={onChanged} />
          ) : (
            <Text className={styles.quiet}>{words.nobody}</Text>
          )}
        </section>
      </div>
    </>
  );
}

function Loading() {
  const styles = useStyles();
  return (
    <Skeleton className={styles.columns} aria-label={shellWords.loading}>
      <div className={styles.column}>
        <SkeletonItem size={64} />
        <SkeletonItem size={64} />
      </div>
      <div className={styles.column}>
        <SkeletonItem size={48} />
        <SkeletonItem size={48} />
        <SkeletonItem size={48} />
      </div>
    </Skeleton>
  );
}
