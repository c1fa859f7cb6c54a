/** Adding people to a campaign: paste, see at once what was understood, add; those refused stay with their reason. */
import { Button, Field, makeStyles, MessageBar, MessageBarActions, MessageBarBody, Text, Textarea, tokens } from '@fluentui/react-components';
import { useMemo, useState } from 'react';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import type { Enrolled } from '../api/shapes.js';
import { FailureBar } from '../shell/Failure.js';
import { surface } from '../surface.js';
import { enroll } from './api.js';
import { parsePeople, type ParsedPeople, type ParsedPerson } from './parse-people.js';
import { campaignWords } from './strings.js';

const words = campaignWords.add;

const useStyles = makeStyles({
  panel: {
    display: 'flex',
    flexDirection: 'column',
    gap: '12px',
    padding: '16px',
    ...surface,
    overflowWrap: 'anywhere',
  },
  list: { margin: '4px 0 0', paddingInlineStart: '20px', maxHeight: '160px', overflow: 'auto' },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
  bad: { color: tokens.colorStatusDangerForeground1 },
});

interface AddPeopleProps {
  readonly campaignId: string;
  /** It was asked for: whoever asked goes on typing here. */
  readonly isAsked: boolean;
  /** Whom to begin with, as text. */
  readonly offered?: string;
  readonly onAdded: () => void;
  readonly onClose: () => void;
}

export function AddPeople({ campaignId, isAsked, offered = '', onAdded, onClose }: AddPeopleProps) {
  const styles = useStyles();
  const [text, setText] = useState(offered);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [result, setResult] = useState<Enrolled | null>(null);
  const [tried, setTried] = useState(false);
  /** Those of the last answer's warnings. */
  const [doubtful, setDoubtful] = useState<readonly ParsedPerson[]>([]);
  const parsed = useMemo(() => parsePeople(text), [text]);
  const { people, unreadable } = parsed;

  const send = (whom: readonly ParsedPerson[], confirmed: boolean, then: (enrolled: Enrolled) => void) => {
    setBusy(true);
    setError(null);
    enroll(campaignId, whom, confirmed)
      .then(
        (enrolled) => {
          setResult(enrolled);
          setDoubtful(whom.filter(({ address }) => enrolled.warnings.some((warning) => warning.address === address.toLowerCase())));
          then(enrolled);
          onAdded();
        },
        (reason: unknown) => setError(asApiError(reason)),
      )
      .finally(() => setBusy(false));
  };
  const closeIfDone = ({ refused, warnings }: Enrolled) => {
    if (refused.length === 0 && warnings.length === 0 && unreadable.length === 0) onClose();
  };
  const add = () => {
    setTried(true);
    if (people.length === 0 || busy) return;
    send(people, false, (enrolled) => {
      setTried(false);
      setText(stillToDo(parsed, enrolled).join('\n'));
      closeIfDone(enrolled);
    });
  };

  return (
    <div className={styles.panel} role="group" aria-label={words.title}>
      <Field
        label={words.label}
        hint={words.hint}
        validationMessage={tried && people.length === 0 ? words.none : words.ready(people.length) || undefined}
        validationState={tried && people.length === 0 ? 'error' : people.length > 0 ? 'success' : 'none'}
      >
        <Textarea value={text} onChange={(_, { value }) => setText(value)} resize="vertical" autoFocus={isAsked} textarea={{ rows: 4, spellCheck: false, dir: 'auto' }} />
      </Field>
      {unreadable.length > 0 && (
        <div role="status">
          <Text className={styles.bad}>{words.bad(unreadable.length)}</Text>
          <ul className={styles.list} tabIndex={0} aria-label={words.bad(unreadable.length)}>
            {unreadable.map(({ entry, why }, index) => (
              <li key={index}>
                <bdi>“{entry}”</bdi> {why}
              </li>
            ))}
          </ul>
        </div>
      )}
      {result && <Result result={result} />}
      {result && doubtful.length > 0 && <Warnings warnings={result.warnings} busy={busy} onNevertheless={() => send(doubtful, true, closeIfDone)} />}
      {error && <FailureBar error={error}>{error.problems.map(({ says }) => says).join(' ')}</FailureBar>}
      <div className={styles.buttons}>
        <Button appearance="primary" disabledFocusable={busy} onClick={add}>
          {words.submit(people.length)}
        </Button>
        <Button onClick={onClose}>{result ? words.close : words.cancel}</Button>
      </div>
    </div>
  );
}

/** What stays in the field to be put right: what could not be read, and people something is missing of. */
function stillToDo({ people, unreadable }: ParsedPeople, { refused }: Enrolled): string[] {
  const incomplete = new Set(refused.filter(({ code }) => code === 'INPUT_INVALID').map(({ address }) => address));
  return [
    ...unreadable.filter(({ why }) => why !== words.problems.twice).map(({ entry }) => entry),
    ...people.filter(({ address }) => incomplete.has(address.toLowerCase())).map(({ name, address }) => (name === '' ? address : `${name} <${address}>`)),
  ];
}

/** What the rep should know before these people are written to again. */
function Warnings({ warnings, busy, onNevertheless }: { warnings: Enrolled['warnings']; busy: boolean; onNevertheless: () => void }) {
  const styles = useStyles();
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        {words.doubtful(warnings.length)}
        <ul className={styles.list} tabIndex={0} aria-label={words.doubtful(warnings.length)}>
          {warnings.map(({ address, says }) => (
            <li key={address}>
              <bdi>{address}</bdi>: {says}
            </li>
          ))}
        </ul>
      </MessageBarBody>
      <MessageBarActions>
        <Button disabledFocusable={busy} onClick={onNevertheless}>
          {words.nevertheless(warnings.length)}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}

function Result({ result }: { result: Enrolled }) {
  const styles = useStyles();
  if (result.enrolled.length === 0 && result.refused.length === 0) return null;
  return (
    <MessageBar intent={result.refused.length > 0 ? 'warning' : 'success'} layout="multiline">
      <MessageBarBody>
        {result.enrolled.length > 0 && words.added(result.enrolled.length)} {result.refused.length > 0 && words.refused(result.refused.length)}
        {result.refused.length > 0 && (
          <ul className={styles.list} tabIndex={0} aria-label={words.refused(result.refused.length)}>
            {result.refused.map(({ address, says }) => (
              <li key={address}>
                <bdi>{address}</bdi>: {says}
              </li>
            ))}
          </ul>
        )}
      </MessageBarBody>
    </MessageBar>
  );
}
