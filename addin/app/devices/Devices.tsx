/** The browsers the rep signed in on. */
import { Button, makeStyles, MessageBar, MessageBarActions, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { useRef, useState } from 'react';
import { anything, ask, type ApiError } from '../api/client.js';
import { asApiError, useLoad } from '../api/load.js';
import { ConfirmAction, type Confirmation } from '../campaigns/ConfirmAction.js';
import { FailureBar } from '../shell/Failure.js';
import { isDevice, loadDevices, type DeviceView } from './api.js';
import { Card } from './Card.js';
import { DeviceRow } from './DeviceRow.js';
import { devicesWords } from './strings.js';

const words = devicesWords.devices;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  quiet: { color: tokens.colorNeutralForeground2 },
});

export function Devices() {
  const { loaded, reload } = useLoad(loadDevices);
  return (
    <Card title={words.title} says={words.says} loaded={loaded} onRetry={reload}>
      {({ devices }) => <Content devices={devices} onChanged={reload} />}
    </Card>
  );
}

function Content({ devices, onChanged }: { devices: readonly DeviceView[]; onChanged: () => void }) {
  const styles = useStyles();
  const [asked, setAsked] = useState<Confirmation | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const remove = ({ id, name }: DeviceView) =>
    setAsked({
      title: words.confirm.title(name),
      says: words.confirm.says,
      confirm: words.confirm.confirm,
      cancel: words.confirm.cancel,
      act: async () => {
        await ask(anything, `/api/devices/${id}`, { method: 'DELETE' });
      },
    });
  return (
    <>
      {!devices.some(({ here }) => here) && <NotHere onAdded={onChanged} />}
      {devices.length === 0 ? (
        <Text className={styles.quiet}>{words.empty}</Text>
      ) : (
        <ul ref={list} className={styles.list} tabIndex={-1} aria-label={words.title}>
          {devices.map((device) => (
            <DeviceRow key={device.id} device={device} onRemove={() => remove(device)} onRenamed={onChanged} />
          ))}
        </ul>
      )}
      <ConfirmAction
        asked={asked}
        onClose={() => setAsked(null)}
        onDone={() => {
          onChanged();
          // What was pressed is gone.
          requestAnimationFrame(() => list.current?.focus());
        }}
      />
    </>
  );
}

/** Removed, or its cookies were: the way back. */
function NotHere({ onAdded }: { onAdded: () => void }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [tried, setTried] = useState(false);
  const add = () => {
    setBusy(true);
    setError(null);
    ask(isDevice, '/api/device', { method: 'POST', body: {} })
      .then(() => {
        setTried(true);
        onAdded();
      })
      .catch((reason: unknown) => setError(asApiError(reason)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <MessageBar layout="multiline">
        <MessageBarBody>{tried ? words.notTaken : words.notHere}</MessageBarBody>
        <MessageBarActions>
          <Button size="small" onClick={add} disabledFocusable={busy}>
            {words.addHere}
          </Button>
        </MessageBarActions>
      </MessageBar>
      {error && <FailureBar error={error} />}
    </>
  );
}
