/** The feed before there is anything in it, and while it loads. */
import { makeStyles, Skeleton, SkeletonItem } from '@fluentui/react-components';
import { ArrowReplyRegular } from '@fluentui/react-icons/svg/arrow-reply';
import { addressOf } from '../address.js';
import { Empty } from '../shell/Empty.js';
import { shellWords } from '../shell/strings.js';
import { surface } from '../surface.js';
import { feedWords } from './strings.js';

const useStyles = makeStyles({
  rows: { width: '100%', ...surface, padding: '4px 0' },
  row: { display: 'flex', gap: '12px', alignItems: 'center', padding: '14px 20px' },
  text: { flexGrow: 1, display: 'flex', flexDirection: 'column', gap: '8px' },
});

export function FeedEmpty() {
  return <Empty icon={<ArrowReplyRegular aria-hidden />} words={feedWords.empty} to={addressOf({ page: 'new-campaign' })} />;
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
