/** Something is wrong and mails wait: what the rep can do about it, and when it was over. */
import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import type { Activity, ActivityData } from '../api/shapes.js';
import { FailureBar } from '../shell/Failure.js';
import { Time } from '../time/Time.js';
import { releaseQueue } from './api.js';
import { feedWords } from './strings.js';

const words = feedWords.alarm;

type Alarm = NonNullable<ActivityData['alarm']>;

/** The alarm a rep ends by hand: mails are held because others refuse them. */
const RELEASED_BY_HAND = 'MAILS_REFUSED';

const useStyles = makeStyles({
  block: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '8px 12px', marginTop: '6px', overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

export function AlarmBlock({ line, alarm, onChange }: { line: Activity; alarm: Alarm; onChange: (line: Activity) => void }) {
  const styles = useStyles();
  if (alarm.overAt !== null) {
    return (
      <div className={styles.block} role="status">
        <span className={styles.quiet}>
          {words.over} <Time at={alarm.overAt} style="when" />
        </span>
      </div>
    );
  }
  if (alarm.code !== RELEASED_BY_HAND) return null;
  return <ReleaseQueue says={words.says} onReleased={() => onChange({ ...line, data: { ...line.data, alarm: { ...alarm, overAt: new Date().toISOString() } } })} />;
}

/** The button that lets held mails go on. Shown where the hold is told: in the feed and on campaign pages. */
export function ReleaseQueue({ says, onReleased }: { says?: string; onReleased: () => void }) {
  const styles = useStyles();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const release = () => {
    setBusy(true);
    setError(null);
    releaseQueue()
      .then(onReleased, (reason: unknown) => setError(asApiError(reason)))
      .finally(() => setBusy(false));
  };
  return (
    <div className={styles.block}>
      {says !== undefined && <Text className={styles.quiet}>{says}</Text>}
      <Button size="small" appearance="primary" disabledFocusable={busy} onClick={release}>
        {words.release}
      </Button>
      {busy && <Spinner size="tiny" aria-label={words.busy} />}
      {error && <FailureBar error={error} />}
    </div>
  );
}
