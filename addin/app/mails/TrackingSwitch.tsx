/** Switching tracking of one mail off and on again, with what that means. Moves only when it is done. */
import { makeStyles, Spinner, Switch, tokens } from '@fluentui/react-components';
import { useId, useState } from 'react';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import { modeWords } from '../modes.js';
import { FailureBar } from '../shell/Failure.js';
import { surface } from '../surface.js';
import { switchTracking, type MessageDetails } from './api.js';
import { mailWords } from './strings.js';

const words = mailWords.tracking;

const useStyles = makeStyles({
  card: { ...surface, padding: '12px 16px', overflowWrap: 'anywhere', '@media (max-width: 480px)': { padding: '12px' } },
  row: { display: 'flex', alignItems: 'center', gap: '8px', marginInlineStart: '-8px' },
  says: { margin: '4px 0 0', color: tokens.colorNeutralForeground2 },
});

export function TrackingSwitch({ mail, onChanged }: { mail: MessageDetails; onChanged: (mail: MessageDetails) => void }) {
  const styles = useStyles();
  const saysId = useId();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const { name, says } = modeWords[mail.mode];
  const change = (on: boolean) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    switchTracking(mail.id, on)
      .then(onChanged, (reason: unknown) => setError(asApiError(reason)))
      .finally(() => setBusy(false));
  };
  return (
    <div className={styles.card}>
      <div>
        {mailWords.one.mode} <strong>{name}</strong>. {mail.switch.says ?? says}
      </div>
      {mail.switch.possible && (
        <div className={styles.row}>
          <Switch label={words.label} checked={mail.tracking} disabled={busy} aria-describedby={saysId} onChange={(_, { checked }) => change(checked)} />
          {busy && <Spinner size="extra-tiny" aria-label={words.saving} />}
        </div>
      )}
      {mail.switch.possible && (
        <p id={saysId} className={styles.says} role="status">
          {mail.tracking ? words.on : words.off}
        </p>
      )}
      {error && <FailureBar error={error} />}
    </div>
  );
}
