/** One part of the page: its heading, a sentence, what it holds, and the shape of that while it loads. */
import { makeStyles, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { useId, type ReactNode } from 'react';
import type { Loaded } from '../api/load.js';
import { Failure } from '../shell/Failure.js';
import { shellWords } from '../shell/strings.js';
import { surface } from '../surface.js';

const useStyles = makeStyles({
  card: { display: 'flex', flexDirection: 'column', gap: '12px', padding: '20px', ...surface, overflowWrap: 'anywhere', '@media (max-width: 480px)': { padding: '12px' } },
  head: { display: 'flex', flexDirection: 'column', gap: '4px' },
  title: { margin: 0 },
  says: { color: tokens.colorNeutralForeground2 },
});

interface CardProps<T> {
  readonly title: string;
  readonly says: string;
  readonly loaded: Loaded<T>;
  readonly onRetry: () => void;
  readonly children: (data: T) => ReactNode;
}

export function Card<T>({ title, says, loaded, onRetry, children }: CardProps<T>) {
  const styles = useStyles();
  const heading = useId();
  return (
    <section className={styles.card} aria-labelledby={heading}>
      <div className={styles.head}>
        <Text as="h2" id={heading} className={styles.title} size={400} weight="semibold">
          {title}
        </Text>
        <Text className={styles.says}>{says}</Text>
      </div>
      {loaded.state === 'loading' && (
        <Skeleton aria-label={shellWords.loading}>
          <SkeletonItem size={48} />
        </Skeleton>
      )}
      {loaded.state === 'failed' && <Failure error={loaded.error} onRetry={onRetry} />}
      {loaded.state === 'ready' && children(loaded.data)}
    </section>
  );
}
