/**
 * "Send me a test", and what opened the tests of the last days. Asked for again every few seconds
 * while the page is seen and a test is fresh: own views are in no feed that could tell of them.
 */
import { Button, Field, makeStyles, Select, Spinner, Text, tokens } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { ask, type ApiError } from '../api/client.js';
import { asApiError, useLoad } from '../api/load.js';
import { FailureBar } from '../shell/Failure.js';
import { Time } from '../time/Time.js';
import { isTestMails, loadAddresses, loadTests, type TestMail } from './api.js';
import { Card } from './Card.js';
import { Openings } from './Openings.js';
import { devicesWords } from './strings.js';

const words = devicesWords.test;
const LOOK_EVERY_MS = 3_000;
const FRESH_MS = 60 * 60_000;

const useStyles = makeStyles({
  form: { display: 'flex', flexWrap: 'wrap', alignItems: 'flex-end', gap: '8px 12px' },
  to: { flexGrow: 1, minWidth: '160px', maxWidth: '360px' },
  tests: { listStyleType: 'none', display: 'flex', flexDirection: 'column', gap: '16px', margin: 0, padding: 0 },
  test: { display: 'flex', flexDirection: 'column', gap: '8px' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

export function Tests() {
  const { loaded, reload, set } = useLoad(loadTests);
  const isFresh = loaded.state === 'ready' && loaded.data.tests.some(({ sentAt }) => sentAt === null || Date.now() - new Date(sentAt).getTime() < FRESH_MS);
  useEffect(() => {
    if (!isFresh) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload();
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isFresh, reload]);
  return (
    <Card title={words.title} says={words.says} loaded={loaded} onRetry={reload}>
      {({ tests }) => <Content tests={tests} onSent={set} />}
    </Card>
  );
}

function Content({ tests, onSent }: { tests: readonly TestMail[]; onSent: (tests: { tests: TestMail[] }) => void }) {
  const styles = useStyles();
  return (
    <>
      <Send onSent={onSent} />
      {tests.length > 0 && (
        <ul className={styles.tests} aria-live="polite">
          {tests.map((test) => (
            <li key={test.id} className={styles.test} data-test={test.id}>
              {test.openings.length === 0 ? (
                <Text>{test.sentAt === null ? words.onItsWay(test.to) : words.waiting(test.to)}</Text>
              ) : (
                <>
                  <Text className={styles.quiet} size={200}>
                    {words.openings(test.to)}
                    {test.sentAt !== null && (
                      <>
                        {' · '}
                        {words.sent} <Time at={test.sentAt} />
                      </>
                    )}
                  </Text>
                  <Openings openings={test.openings} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The id is kept until the test went: pressed again after a failure, it is the same mail. */
function Send({ onSent }: { onSent: (tests: { tests: TestMail[] }) => void }) {
  const styles = useStyles();
  const { loaded } = useLoad(loadAddresses);
  const [id, setId] = useState(() => crypto.randomUUID());
  const [to, setTo] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const addresses = loaded.state === 'ready' ? [...loaded.data.known, ...loaded.data.listed] : [];
  const send = () => {
    if (busy) return;
    setBusy(true);
    setError(null);
    ask(isTestMails, '/api/test-mails', { method: 'POST', body: { id, ...(to === '' ? {} : { to }) } })
      .then(
        (tests) => {
          setId(crypto.randomUUID());
          onSent(tests);
        },
        (reason: unknown) => setError(asApiError(reason)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      <div className={styles.form}>
        {addresses.length > 1 && (
          <Field className={styles.to} label={words.to}>
            <Select value={to === '' ? addresses[0] : to} onChange={(_, { value }) => { setTo(value); setId(crypto.randomUUID()); }}>
              {addresses.map((address) => (
                <option key={address}>{address}</option>
              ))}
            </Select>
          </Field>
        )}
        <Button appearance="primary" onClick={send} disabledFocusable={busy} icon={busy ? <Spinner size="tiny" /> : undefined}>
          {busy ? words.sending : words.send}
        </Button>
      </div>
      {error && <FailureBar error={error} />}
    </>
  );
}
