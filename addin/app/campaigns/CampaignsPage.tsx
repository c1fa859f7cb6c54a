/** All campaigns, each with how its people fare. Kept current by what the feed brings. */
import { Button, makeStyles, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { MailMultipleRegular } from '@fluentui/react-icons/svg/mail-multiple';
import type { ReactNode } from 'react';
import { addressOf, leadTo } from '../address.js';
import { useLoad } from '../api/load.js';
import type { Activity, CampaignSummary } from '../api/shapes.js';
import { useArrived } from '../feed/useArrived.js';
import { Failure } from '../shell/Failure.js';
import { Notice } from '../shell/Notice.js';
import { Page } from '../shell/Page.js';
import { shellWords } from '../shell/strings.js';
import { surface } from '../surface.js';
import { hourWords } from '../time/words.js';
import { listCampaigns } from './api.js';
import { countsOf, Progress } from './Progress.js';
import { campaignWords } from './strings.js';

const words = campaignWords.list;

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: '8px', margin: 0, padding: 0 },
  item: { listStyleType: 'none' },
  card: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(220px, 320px)',
    gap: '8px 32px',
    alignItems: 'center',
    padding: '14px 20px',
    ...surface,
    color: 'inherit',
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
    '@media (max-width: 640px)': { gridTemplateColumns: 'minmax(0, 1fr)', padding: '12px' },
  },
  name: { display: 'block', fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400, fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  facts: { color: tokens.colorNeutralForeground2 },
});

export function CampaignsPage({ arrived }: { arrived: readonly Activity[] }) {
  const { loaded, reload } = useLoad(listCampaigns);

  useArrived(arrived, (fresh) => {
    if (fresh.some(({ data }) => data.campaign ?? data.ended ?? data.question)) reload();
  });

  const create = (
    <Button as="a" appearance="primary" icon={<AddRegular />} {...leadTo(addressOf({ page: 'new-campaign' }))}>
      {words.create}
    </Button>
  );
  const some = loaded.state === 'ready' && loaded.data.length > 0;
  return (
    <Page title={words.title} aside={some ? create : undefined}>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <Failure error={loaded.error} onRetry={reload} />}
      {loaded.state === 'ready' && (some ? <List campaigns={loaded.data} /> : <Empty create={create} />)}
    </Page>
  );
}

function List({ campaigns }: { campaigns: readonly CampaignSummary[] }) {
  const styles = useStyles();
  return (
    <ul className={styles.list}>
      {campaigns.map((campaign) => (
        <li key={campaign.id} className={styles.item}>
          <a className={styles.card} {...leadTo(addressOf({ page: 'campaign', id: campaign.id }))}>
            <span>
              <bdi className={styles.name}>{campaign.name}</bdi>
              <Text size={200} className={styles.facts}>
                {words.mails(campaign.steps)} · {words.leave(hourWords(campaign.sendHour))}
              </Text>
            </span>
            <Progress counts={countsOf(campaign.people)} succeeded={campaign.people.succeeded} />
          </a>
        </li>
      ))}
    </ul>
  );
}

function Empty({ create }: { create: ReactNode }) {
  return <Notice icon={<MailMultipleRegular aria-hidden />} title={words.empty.title} says={words.empty.says} action={create} />;
}

function Loading() {
  const styles = useStyles();
  return (
    <Skeleton className={styles.list} aria-label={shellWords.loading}>
      {[0, 1, 2].map((row) => (
        <div key={row} className={styles.card}>
          <SkeletonItem size={32} style={{ width: `${70 - row * 10}%` }} />
          <SkeletonItem size={16} />
        </div>
      ))}
    </Skeleton>
  );
}
