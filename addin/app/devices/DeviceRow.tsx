/** One device: its name, which can be changed in place, and the way to remove it. */
import { Badge, Button, Input, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { ask, type ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import { FailureBar } from '../shell/Failure.js';
import { Time } from '../time/Time.js';
import { isDevice, type DeviceView } from './api.js';
import { devicesWords } from './strings.js';

const words = devicesWords.devices;
const LONGEST_NAME = 80;

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 12px', padding: '10px 0', borderTop: `1px solid ${tokens.colorNeutralStroke2}`, ':first-child': { borderTop: 'none' } },
  who: { display: 'flex', flexDirection: 'column', flexGrow: 1, minWidth: '160px', flexBasis: '160px' },
  name: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 8px' },
  quiet: { color: tokens.colorNeutralForeground2 },
  actions: { display: 'flex', gap: '4px' },
  form: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '8px', flexGrow: 1 },
  input: { flexGrow: 1, minWidth: '160px' },
});

interface DeviceRowProps {
  readonly device: DeviceView;
  readonly onRemove: () => void;
  readonly onRenamed: () => void;
}

export function DeviceRow({ device, onRemove, onRenamed }: DeviceRowProps) {
  const styles = useStyles();
  const [renaming, setRenaming] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setRenaming(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  return (
    <li className={styles.row} data-device={device.id}>
      {renaming ? (
        <Rename
          device={device}
          onClose={close}
          onRenamed={() => {
            close();
            onRenamed();
          }}
        />
      ) : (
        <>
          <div className={styles.who}>
            <span className={styles.name}>
              <Text weight="semibold" dir="auto">
                {device.name}
              </Text>
              {device.here && (
                <Badge appearance="tint" shape="rounded">
                  {words.here}
                </Badge>
              )}
            </span>
            <Text size={200} className={styles.quiet}>
              {device.seenAt === null ? words.added : words.lastUsed} <Time at={device.seenAt ?? device.since} style="when" />
            </Text>
          </div>
          <div className={styles.actions}>
            <Button ref={opener} size="small" onClick={() => setRenaming(true)} aria-label={words.renameOf(device.name)}>
              {words.rename}
            </Button>
            <Button size="small" onClick={onRemove} aria-label={words.removeOf(device.name)}>
              {words.remove}
            </Button>
          </div>
        </>
      )}
    </li>
  );
}

function Rename({ device, onClose, onRenamed }: { device: DeviceView; onClose: () => void; onRenamed: () => void }) {
  const styles = useStyles();
  const [name, setName] = useState(device.name);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy || name.trim() === '') return;
    setBusy(true);
    setError(null);
    ask(isDevice, `/api/devices/${device.id}`, { method: 'PATCH', body: { name } }).then(onRenamed, (reason: unknown) => {
      setBusy(false);
      setError(asApiError(reason));
    });
  };
  return (
    <form
      className={styles.form}
      onSubmit={save}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose();
      }}
    >
      <Input ref={field} className={styles.input} value={name} maxLength={LONGEST_NAME} aria-label={words.name} onChange={(_, { value }) => setName(value)} />
      <Button type="submit" appearance="primary" disabledFocusable={busy || name.trim() === ''}>
        {words.save}
      </Button>
      <Button onClick={onClose}>{words.cancel}</Button>
      {error && <FailureBar error={error} />}
    </form>
  );
}
