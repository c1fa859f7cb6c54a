/** Whether replies are really being watched, and since when; for administrators of every mailbox. */
import { makeStyles, Skeleton, SkeletonItem, tokens } from '@fluentui/react-components';
import { useEffect } from 'react';
import { useLoad } from '../api/load.js';
import type { Activity, Me } from '../api/shapes.js';
import { useArrived } from '../feed/useArrived.js';
import { Failure } from '../shell/Failure.js';
import { Page } from '../shell/Page.js';
import { shellWords } from '../shell/strings.js';
import { surface } from '../surface.js';
import { AllMailboxes } from './AllMailboxes.js';
import { loadCoverage } from './api.js';
import { MailboxWatch } from './MailboxWatch.js';
import { RehearsalCard } from './RehearsalCard.js';
import { watchedWords as words } from './strings.js';

/** Somebody who looks here wants to see it change. */
const RELOAD_EVERY_MS = 15_000;

const useStyles = makeStyles({
  card: { padding: '20px', marginBottom: '12px', ...surface, '@media (max-width: 480px)': { padding: '12px' } },
  heading: { margin: '20px 8px 8px', fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400, fontWeight: tokens.fontWeightSemibold },
});

export function WatchedPage({ me, arrived }: { me: Me; arrived: readonly Activity[] }) {
  const styles = useStyles();
  const { loaded, reload } = useLoad(loadCoverage);

  useArrived(arrived, (fresh) => {
    if (fresh.some(({ kind }) => kind === 'watching')) reload();
  });
  useEffect(() => {
    const timer = setInterval(reload, RELOAD_EVERY_MS);
    return () => clearInterval(timer);
  }, [reload]);

  const own = loaded.state === 'ready' ? loaded.data.find(({ mailboxId }) => mailboxId === me.mailbox?.id) : undefined;
  return (
    <Page title={words.title}>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <Failure error={loaded.error} onRetry={reload} />}
      {own && (
        <div className={styles.card}>
          <MailboxWatch coverage={own} within={1} />
        </div>
      )}
      {own && <RehearsalCard />}
      {loaded.state === 'ready' && me.rep.role === 'administrator' && (
        <section aria-labelledby="all-mailboxes">
          <h2 id="all-mailboxes" className={styles.heading}>
            {words.all.title}
          </h2>
          <AllMailboxes mailboxes={loaded.data} />
        </section>
      )}
    </Page>
  );
}

function Loading() {
  const styles = useStyles();
  return (
    <Skeleton className={styles.card} aria-label={shellWords.loading}>
      <SkeletonItem size={32} />
      <SkeletonItem size={96} style={{ marginTop: 16 }} />
    </Skeleton>
  );
}
