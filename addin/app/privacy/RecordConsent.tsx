/** Writes down what a person said somewhere else, with how and what proves it. */
import { Button, Field, Input, makeStyles, Radio, RadioGroup, Textarea, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import { FailureBar } from '../shell/Failure.js';
import { recordConsent, type PersonConsent } from './api.js';
import { privacyWords } from './strings.js';

const words = privacyWords.person.record;

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', alignItems: 'stretch', gap: '12px', padding: '12px', borderRadius: tokens.borderRadiusLarge, border: `1px solid ${tokens.colorNeutralStroke2}` },
  heading: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  save: { alignSelf: 'flex-start' },
});

const EMPTY = { what: '', how: '', proof: '' };

export function RecordConsent({ address, onRecorded }: { address: string; onRecorded: (person: PersonConsent) => void }) {
  const styles = useStyles();
  const [{ what, how, proof }, setDraft] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const change = (field: Partial<typeof EMPTY>) => setDraft((draft) => ({ ...draft, ...field }));
  const save = () => {
    setTried(true);
    if (busy || what === '' || how.trim() === '') return;
    setBusy(true);
    setError(null);
    recordConsent(address, { agrees: what === 'agrees', how, proof })
      .then(
        (person) => {
          setDraft(EMPTY);
          setTried(false);
          onRecorded(person);
        },
        (reason: unknown) => setError(asApiError(reason)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <form
      className={styles.form}
      noValidate
      aria-labelledby="record"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <h3 id="record" className={styles.heading}>
        {words.title}
      </h3>
      <Field label={words.what} validationMessage={tried && what === '' ? words.nothing : undefined}>
        <RadioGroup value={what} onChange={(_, { value }) => change({ what: value })}>
          <Radio value="agrees" label={words.agrees} />
          <Radio value="refuses" label={words.refuses} />
        </RadioGroup>
      </Field>
      <Field label={words.how} hint={words.howHint} validationMessage={tried && how.trim() === '' ? words.howMissing : undefined}>
        <Input value={how} maxLength={500} onChange={(_, { value }) => change({ how: value })} />
      </Field>
      <Field label={words.proof} hint={words.proofHint}>
        <Textarea value={proof} maxLength={5000} resize="vertical" onChange={(_, { value }) => change({ proof: value })} />
      </Field>
      <Button type="submit" className={styles.save} disabledFocusable={busy}>
        {words.save}
      </Button>
      {error && <FailureBar error={error} />}
    </form>
  );
}
