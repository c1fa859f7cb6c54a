/** Addresses that are the rep's: those Exchange knows, and a list of further ones, saved as it is changed. */
import { Button, Field, Input, makeStyles, Text, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { useRef, useState, type SyntheticEvent } from 'react';
import { ask, type ApiError } from '../api/client.js';
import { asApiError, useLoad } from '../api/load.js';
import { FailureBar } from '../shell/Failure.js';
import { isOwnAddresses, loadAddresses, type OwnAddresses as Addresses } from './api.js';
import { Card } from './Card.js';
import { devicesWords } from './strings.js';

const words = devicesWords.addresses;
/** As much as is needed to see a slip; the API decides. */
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

const useStyles = makeStyles({
  group: { display: 'flex', flexDirection: 'column', gap: '4px' },
  quiet: { color: tokens.colorNeutralForeground2 },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  row: { display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: '8px', minHeight: '32px' },
  form: { display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: '8px' },
  field: { flexGrow: 1, minWidth: '160px' },
  add: { marginTop: '26px', '@media (max-width: 360px)': { marginTop: 0 } },
});

export function OwnAddresses() {
  const { loaded, reload, set } = useLoad(loadAddresses);
  return (
    <Card title={words.title} says={words.says} loaded={loaded} onRetry={reload}>
      {(addresses) => <Content addresses={addresses} onChanged={set} />}
    </Card>
  );
}

function Content({ addresses: { known, listed }, onChanged }: { addresses: Addresses; onChanged: (addresses: Addresses) => void }) {
  const styles = useStyles();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const field = useRef<HTMLInputElement>(null);

  const save = (addresses: readonly string[], done?: () => void) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    ask(isOwnAddresses, '/api/own-addresses', { method: 'PUT', body: { addresses } })
      .then(
        (saved) => {
          onChanged(saved);
          done?.();
          field.current?.focus();
        },
        (reason: unknown) => setError(asApiError(reason)),
      )
      .finally(() => setBusy(false));
  };
  const add = (event: SyntheticEvent) => {
    event.preventDefault();
    const address = text.trim();
    setWrong(!ADDRESS.test(address));
    if (ADDRESS.test(address)) save([...listed, address], () => setText(''));
  };

  return (
    <>
      <div className={styles.group}>
        <Text size={200} className={styles.quiet}>
          {words.known}
        </Text>
        <ul className={styles.list} aria-label={words.known}>
          {known.map((address) => (
            <li key={address}>
              <bdi>{address}</bdi>
            </li>
          ))}
        </ul>
      </div>
      <div className={styles.group}>
        <Text size={200} className={styles.quiet}>
          {words.listed}
        </Text>
        {listed.length === 0 ? (
          <Text className={styles.quiet}>{words.none}</Text>
        ) : (
          <ul className={styles.list} aria-label={words.listed}>
            {listed.map((address) => (
              <li key={address} className={styles.row}>
                <bdi>{address}</bdi>
                <Button
                  appearance="subtle"
                  size="small"
                  icon={<DismissRegular />}
                  aria-label={words.remove(address)}
                  disabledFocusable={busy}
                  onClick={() => save(listed.filter((one) => one !== address))}
                />
              </li>
            ))}
          </ul>
        )}
      </div>
      <form className={styles.form} noValidate onSubmit={add}>
        <Field className={styles.field} label={words.add} {...(wrong ? { validationMessage: words.problem } : {})}>
          <Input
            ref={field}
            type="email"
            autoComplete="off"
            placeholder={words.placeholder}
            value={text}
            onChange={(_, { value }) => {
              setText(value);
              setWrong(false);
            }}
          />
        </Field>
        <Button className={styles.add} type="submit" disabledFocusable={busy}>
          {words.addAction}
        </Button>
      </form>
      {error && <FailureBar error={error} />}
    </>
  );
}
