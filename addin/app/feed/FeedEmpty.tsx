/** The feed before there is anything in it, and while it loads. */
import { Button, makeStyles, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { ArrowReplyRegular } from '@fluentui/react-icons/svg/arrow-reply';
import { addressOf, leadTo } from '../address.js';
import { shellWords } from '../shell/strings.js';
import { feedWords } from './strings.js';

const useStyles = makeStyles({
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
  rows: { width: '100%', borderRadius: tokens.borderRadiusXLarge, backgroundColor: tokens.colorNeutralBackground1, boxShadow: tokens.shadow2, padding: '4px 0' },
  row: { display: 'flex', gap: '12px', alignItems: 'center', padding: '14px 20px' },
  text: { flexGrow: 1, display: 'flex', flexDirection: 'column', gap: '8px' },
});

export function FeedEmpty() {
  const styles = useStyles();
  const { title, says, action } = feedWords.empty;
  return (
    <div className={styles.empty}>
      <ArrowReplyRegular className={styles.icon} aria-hidden />
      <Text as="h2" size={500} weight="semibold">
        {title}
      </Text>
      <Text className={styles.says}>{says}</Text>
      <Button as="a" appearance="primary" {...leadTo(addressOf({ page: 'new-campaign' }))}>
        {action}
      </Button>
    </div>
  );
}

export function FeedSkeleton({ rows = 6 }: { rows?: number }) {
  const styles = useStyles();
  return (
    <Skeleton className={styles.rows} aria-label={shellWords.loading}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={styles.row}>
          <SkeletonItem shape="circle" size={32} />
          <div className={styles.text}>
            <SkeletonItem size={16} style={{ width: `${55 + ((index * 17) % 30)}%` }} />
            <SkeletonItem size={12} style={{ width: `${30 + ((index * 23) % 30)}%` }} />
          </div>
        </div>
      ))}
    </Skeleton>
  );
}
