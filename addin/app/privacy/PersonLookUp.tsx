/** Looks one person up by their address. */
import { Button, Field, Input, makeStyles, Skeleton, SkeletonItem, tokens } from '@fluentui/react-components';
import { useCallback, useState } from 'react';
import { useLoad } from '../api/load.js';
import { Failure } from '../shell/Failure.js';
import { shellWords } from '../shell/strings.js';
import { surface } from '../surface.js';
import { loadPerson } from './api.js';
import { PersonCard } from './PersonCard.js';
import { privacyWords } from './strings.js';

const words = privacyWords.person;

const useStyles = makeStyles({
  heading: { margin: '28px 8px 8px', fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400, fontWeight: tokens.fontWeightSemibold },
  lead: { margin: '0 8px 12px', color: tokens.colorNeutralForeground2 },
  card: { padding: '20px', ...surface, '@media (max-width: 480px)': { padding: '12px' } },
  form: { display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: '8px' },
  field: { flex: '1 1 220px', minWidth: 0 },
  look: { marginTop: '26px' },
  said: { margin: '12px 0 0' },
  result: { marginTop: '16px' },
});

export function PersonLookUp() {
  const styles = useStyles();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const [address, setAddress] = useState<string | null>(null);
  const [erased, setErased] = useState<string | null>(null);
  return (
    <section aria-labelledby="person">
      <h2 id="person" className={styles.heading}>
        {words.title}
      </h2>
      <p className={styles.lead}>{words.lead}</p>
      <div className={styles.card}>
        <form
          className={styles.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            const wanted = typed.trim().toLowerCase();
            const isAddress = /^[^\s@]+@[^\s@]+$/.test(wanted);
            setWrong(!isAddress);
            setErased(null);
            if (isAddress) setAddress(wanted);
          }}
        >
          <Field className={styles.field} label={words.address} validationMessage={wrong ? words.wrong : undefined}>
            <Input type="email" value={typed} autoComplete="off" onChange={(_, { value }) => setTyped(value)} />
          </Field>
          <Button type="submit" className={styles.look}>
            {words.look}
          </Button>
        </form>
        <p role="status" className={erased === null ? undefined : styles.said}>
          {erased !== null && words.erased(erased)}
        </p>
        {address !== null && (
          <Person
            key={address}
            address={address}
            onErased={() => {
              setErased(address);
              setAddress(null);
            }}
          />
        )}
      </div>
    </section>
  );
}

function Person({ address, onErased }: { address: string; onErased: () => void }) {
  const styles = useStyles();
  const load = useCallback((signal: AbortSignal) => loadPerson(address, signal), [address]);
  const { loaded, reload, set } = useLoad(load);
  return (
    <div className={styles.result}>
      {loaded.state === 'loading' && (
        <Skeleton aria-label={shellWords.loading}>
          <SkeletonItem size={96} />
        </Skeleton>
      )}
      {loaded.state === 'failed' && <Failure error={loaded.error} onRetry={reload} />}
      {loaded.state === 'ready' && <PersonCard person={loaded.data} onChanged={set} onErased={onErased} />}
    </div>
  );
}
