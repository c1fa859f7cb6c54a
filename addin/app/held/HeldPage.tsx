/** Mails of campaigns that were planned and did not go, because something came in first. Kept current by what the feed brings. */
import { makeStyles, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { useState } from 'react';
import { addressOf } from '../address.js';
import { ask, type ApiError } from '../api/client.js';
import { asApiError, useLoad } from '../api/load.js';
import { isHeldPage, type Activity, type HeldMail, type HeldPage as Held } from '../api/shapes.js';
import { useArrived } from '../feed/useArrived.js';
import { Empty } from '../shell/Empty.js';
import { Failure } from '../shell/Failure.js';
import { Older } from '../shell/Older.js';
import { Page } from '../shell/Page.js';
import { shellWords } from '../shell/strings.js';
import { surface } from '../surface.js';
import { HeldRow } from './HeldRow.js';
import { heldWords as words } from './strings.js';

const useStyles = makeStyles({
  lead: { margin: '0 8px 12px', color: tokens.colorNeutralForeground2 },
  figure: { display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', gap: '4px 16px', padding: '14px 20px', marginBottom: '12px', ...surface },
  week: { fontSize: tokens.fontSizeBase600, lineHeight: tokens.lineHeightBase600, fontWeight: tokens.fontWeightSemibold, color: tokens.colorBrandForeground1 },
  quiet: { color: tokens.colorNeutralForeground2 },
  list: { margin: 0, padding: '4px 0', ...surface, overflow: 'clip' },
  skeleton: { display: 'flex', flexDirection: 'column', gap: '8px' },
});

const loadHeld = (signal: AbortSignal) => ask(isHeldPage, '/api/held', { signal });

export function HeldPage({ arrived }: { arrived: readonly Activity[] }) {
  const { loaded, reload } = useLoad(loadHeld);

  useArrived(arrived, (fresh) => {
    if (fresh.some(({ data }) => data.ended ?? data.paused ?? data.question ?? data.undone)) reload();
  });

  return (
    <Page title={words.title}>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <Failure error={loaded.error} onRetry={reload} />}
      {loaded.state === 'ready' && (loaded.data.held.length === 0 ? <Empty icon={<ShieldCheckmarkRegular aria-hidden />} words={words.empty} to={addressOf({ page: 'campaigns' })} /> : <Content first={loaded.data} />)}
    </Page>
  );
}

function Content({ first }: { first: Held }) {
  const styles = useStyles();
  /** What was asked for beyond the first page, which may meanwhile reach into it. */
  const [older, setOlder] = useState<{ readonly held: readonly HeldMail[]; readonly next: string | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const next = older === null ? first.next : older.next;
  const held = [...new Map([...(older?.held ?? []), ...first.held].map((one) => [one.id, one])).values()].sort((a, b) => b.at.localeCompare(a.at));

  const loadOlder = () => {
    if (next === null || busy) return;
    setBusy(true);
    setError(null);
    ask(isHeldPage, `/api/held?before=${encodeURIComponent(next)}`)
      .then(
        (page) => setOlder((before) => ({ held: [...(before?.held ?? first.held), ...page.held], next: page.next })),
        (reason: unknown) => setError(asApiError(reason)),
      )
      .finally(() => setBusy(false));
  };

  return (
    <>
      <p className={styles.lead}>{words.lead}</p>
      <div className={styles.figure} data-figure>
        <span className={styles.week}>
          {words.thisWeek} {first.thisWeek}
        </span>
        <Text className={styles.quiet}>{words.total(first.total)}</Text>
      </div>
      <ol className={styles.list}>
        {held.map((one) => (
          <HeldRow key={one.id} held={one} />
        ))}
      </ol>
      <Older label={words.older} more={next !== null} loading={busy ? 'older' : 'no'} error={error} onOlder={loadOlder} />
    </>
  );
}

function Loading() {
  const styles = useStyles();
  return (
    <Skeleton className={styles.skeleton} aria-label={shellWords.loading}>
      {[64, 72, 72, 72].map((size, index) => (
        <SkeletonItem key={index} size={size === 64 ? 64 : 72} />
      ))}
    </Skeleton>
  );
}
