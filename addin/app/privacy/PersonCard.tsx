/** What is known of one person's consent, and what an administrator may do about it. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { useState } from 'react';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import { ConfirmAction, type Confirmation } from '../campaigns/ConfirmAction.js';
import { Facts, type Fact } from '../Facts.js';
import { FailureBar } from '../shell/Failure.js';
import { useTimeWords } from '../time/Time.js';
import { exactWords } from '../time/words.js';
import { erasePerson, saveExport, setCountry, type PersonConsent } from './api.js';
import { nameOf } from './countries.js';
import { CountrySelect } from './CountrySelect.js';
import { RecordConsent } from './RecordConsent.js';
import { privacyWords } from './strings.js';

const words = privacyWords.person;

const useStyles = makeStyles({
  card: { display: 'flex', flexDirection: 'column', gap: '16px', minWidth: 0 },
  name: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  history: { margin: 0, paddingInlineStart: '20px', overflowWrap: 'anywhere' },
  quiet: { display: 'block', color: tokens.colorNeutralForeground2 },
  actions: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
});

interface PersonCardProps {
  readonly person: PersonConsent;
  readonly onChanged: (person: PersonConsent) => void;
  readonly onErased: () => void;
}

export function PersonCard({ person, onChanged, onErased }: PersonCardProps) {
  const styles = useStyles();
  const { address, country, mayChange } = person;
  const [asked, setAsked] = useState<Confirmation | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const run = (work: Promise<void>) => {
    setError(null);
    work.catch((reason: unknown) => setError(asApiError(reason)));
  };
  return (
    <div className={styles.card}>
      <h3 className={styles.name}>{address}</h3>
      <Facts facts={useFacts(person)} />
      {mayChange && (
        <>
          <History person={person} />
          <RecordConsent address={address} onRecorded={onChanged} />
          <CountrySelect
            label={words.country.label}
            none={words.country.byDomain}
            value={country?.from === 'contact' ? country.code : ''}
            onChange={(code) => run(setCountry(address, code === '' ? null : code).then(onChanged))}
          />
          <div className={styles.actions}>
            <Button icon={<ArrowDownloadRegular />} onClick={() => run(saveExport(address))}>
              {words.export}
            </Button>
            <Button
              icon={<DeleteRegular />}
              onClick={() => setAsked({ title: words.eraseTitle(address), says: words.eraseSays, confirm: words.erase, cancel: words.cancel, act: () => erasePerson(address) })}
            >
              {words.erase}
            </Button>
          </div>
          {error && <FailureBar error={error} />}
          <ConfirmAction asked={asked} onClose={() => setAsked(null)} onDone={onErased} />
        </>
      )}
    </div>
  );
}

function useFacts({ consent, mode, because, addresses, country, mails, since }: PersonConsent): Fact[] {
  const began = useTimeWords(() => (since === null ? '' : exactWords(new Date(since))));
  const others = addresses.slice(1);
  return [
    [words.facts.consent, words.states[consent]],
    [words.facts.mode, privacyWords.modes[mode]],
    ...because.map(({ says }): Fact => [words.facts.because, says]),
    ...(others.length === 0 ? [] : [[words.facts.addresses, others.join(', ')] satisfies Fact]),
    [words.facts.country, country === null ? words.noCountry : `${nameOf(country.code)} (${words.countryFrom[country.from]})`],
    [words.facts.mails, words.mails(mails, since === null ? null : began)],
  ];
}

function History({ person: { history } }: { person: PersonConsent }) {
  const styles = useStyles();
  return (
    <div>
      <h3 className={styles.name}>{words.history}</h3>
      {history.length === 0 ? (
        <span className={styles.quiet}>{words.noHistory}</span>
      ) : (
        <ol className={styles.history}>
          {history.map(({ at, state, how, proof, by }) => (
            <li key={`${at} ${state} ${how}`}>
              {words.states[state]}: {how}
              <span className={styles.quiet}>
                {exactWords(new Date(at))}
                {by !== null && `, ${words.by(by)}`}
              </span>
              {proof !== '' && <span className={styles.quiet}>{proof}</span>}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
