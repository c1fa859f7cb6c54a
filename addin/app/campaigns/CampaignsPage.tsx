/** All campaigns, each with how its people fare. */
import { Button, makeStyles, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { MailMultipleRegular } from '@fluentui/react-icons/svg/mail-multiple';
import { addressOf, leadTo } from '../address.js';
import { useLoad } from '../api/load.js';
import type { CampaignSummary } from '../api/shapes.js';
import { Failure } from '../shell/Failure.js';
import { Page } from '../shell/Page.js';
import { shellWords } from '../shell/strings.js';
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
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
    border: '1px solid transparent',
    color: 'inherit',
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
    '@media (forced-colors: active)': { borderTopColor: 'CanvasText', borderRightColor: 'CanvasText', borderBottomColor: 'CanvasText', borderLeftColor: 'CanvasText' },
    '@media (max-width: 640px)': { gridTemplateColumns: 'minmax(0, 1fr)', padding: '12px' },
  },
  name: { display: 'block', fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400, fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  facts: { color: tokens.colorNeutralForeground2 },
  empty: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    textAlign: 'center',
    gap: '12px',
    padding: '56px 24px',
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
  },
  icon: { fontSize: '40px', color: tokens.colorBrandForeground1 },
  says: { maxWidth: '46ch', color: tokens.colorNeutralForeground2 },
});

export function CampaignsPage() {
  const { loaded, reload } = useLoad(listCampaigns);
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
      {loaded.state === 'ready' && (some ? <List campaigns={loaded.data} /> : <Empty />)}
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
            <Progress counts={countsOf(campaign.people)} />
          </a>
        </li>
      ))}
    </ul>
  );
}

function Empty() {
  const styles = useStyles();
  return (
    <div className={styles.empty}>
      <MailMultipleRegular className={styles.icon} aria-hidden />
      <Text as="h2" size={500} weight="semibold">
        {words.empty.title}
      </Text>
      <Text className={styles.says}>{words.empty.says}</Text>
      <Button as="a" appearance="primary" icon={<AddRegular />} {...leadTo(addressOf({ page: 'new-campaign' }))}>
        {words.empty.action}
      </Button>
    </div>
  );
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
