/**
 * "Try it on your last 90 days": a run over the mailbox that only counts. It goes on where nobody
 * looks, too; who comes back sees how far it has come.
 */
import { Button, makeStyles, ProgressBar, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import type { ApiError } from '../api/client.js';
import { asApiError, useLoad } from '../api/load.js';
import { Facts } from '../Facts.js';
import { FailureBar } from '../shell/Failure.js';
import { shellWords } from '../shell/strings.js';
import { surface } from '../surface.js';
import { Time } from '../time/Time.js';
import { latestRehearsal, startRehearsal, type Rehearsal } from './api.js';
import { watchedWords } from './strings.js';

const words = watchedWords.rehearsal;

const LOOK_AGAIN_MS = 2_000;

const useStyles = makeStyles({
  card: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: '12px', padding: '20px', ...surface, overflowWrap: 'anywhere', '@media (max-width: 480px)': { padding: '12px' } },
  heading: { margin: 0 },
  quiet: { color: tokens.colorNeutralForeground2 },
  progress: { width: '100%', display: 'flex', flexDirection: 'column', gap: '6px' },
  result: { fontSize: tokens.fontSizeBase500, lineHeight: tokens.lineHeightBase500, fontWeight: tokens.fontWeightSemibold, color: tokens.colorBrandForeground1 },
  facts: { width: '100%' },
});

export function RehearsalCard() {
  const styles = useStyles();
  const { loaded, reload, set } = useLoad(latestRehearsal);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const rehearsal = loaded.state === 'ready' ? loaded.data : null;
  const underWay = rehearsal?.state === 'waiting' || rehearsal?.state === 'running';

  useEffect(() => {
    if (!underWay) return undefined;
    const timer = setInterval(reload, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [underWay, reload]);

  const start = () => {
    setBusy(true);
    setError(null);
    startRehearsal()
      .then(set, (reason: unknown) => setError(asApiError(reason)))
      .finally(() => setBusy(false));
  };

  return (
    <section className={styles.card} aria-labelledby="rehearsal" data-rehearsal={rehearsal?.state ?? 'none'}>
      <Text as="h2" id="rehearsal" block weight="semibold" size={400} className={styles.heading}>
        {words.title}
      </Text>
      <Text className={styles.quiet}>{words.says}</Text>
      {loaded.state === 'loading' && (
        <Skeleton aria-label={shellWords.loading}>
          <SkeletonItem size={32} style={{ width: 120 }} />
        </Skeleton>
      )}
      {rehearsal && underWay && <UnderWay rehearsal={rehearsal} />}
      <div role="status">
        {rehearsal?.state === 'done' && <Text className={styles.result}>{words.result(rehearsal)}</Text>}
        {rehearsal?.state === 'failed' && (
          <Text>
            {words.failed} {rehearsal.problem?.says}
          </Text>
        )}
      </div>
      {rehearsal?.state === 'done' && <Result rehearsal={rehearsal} />}
      {loaded.state !== 'loading' && !underWay && (
        <Button appearance={rehearsal === null ? 'primary' : 'secondary'} disabledFocusable={busy} onClick={start}>
          {rehearsal === null ? words.start : words.again}
        </Button>
      )}
      {loaded.state === 'failed' && <FailureBar error={loaded.error} />}
      {error && <FailureBar error={error} />}
    </section>
  );
}

function UnderWay({ rehearsal: { progress, problem, state, ...counts } }: { rehearsal: Rehearsal }) {
  const styles = useStyles();
  return (
    <div className={styles.progress}>
      <ProgressBar value={progress} thickness="large" aria-label={words.title} />
      <Text className={styles.quiet}>{state === 'waiting' ? words.waiting : words.soFar(Math.floor(progress * 100), counts)}</Text>
      {problem && (
        <Text>
          {problem.says} {words.triedAgain}
        </Text>
      )}
    </div>
  );
}

function Result({ rehearsal }: { rehearsal: Rehearsal }) {
  const styles = useStyles();
  const { replies, outOfOffice, otherAutomatic, bounces, receipts, calendar, doubtful, from, to } = rehearsal;
  return (
    <div className={styles.facts}>
      <Facts
        facts={[
          [words.counted.replies, replies],
          [words.counted.outOfOffice, outOfOffice],
          [words.counted.otherAutomatic, otherAutomatic],
          [words.counted.bounces, bounces],
          [words.counted.calendar, calendar],
          [words.counted.receipts, receipts],
          [words.counted.doubtful, doubtful === 0 ? doubtful : words.doubtful(doubtful)],
          [
            words.counted.time,
            <>
              <Time at={from} style="when" /> – <Time at={to} style="when" />
            </>,
          ],
        ]}
      />
    </div>
  );
}
