/**
 * Taking back what a mail brought about ("this was no reply"). Two presses: the first shows who
 * would go on and when their next mail goes, the second does it.
 *
 *     closed ──press──▶ looking ──▶ shown ──confirm──▶ busy ──▶ the line says that it was taken back
 *        ▲                 └────failed (said) ┘└──leave──▶ closed
 */
import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { ArrowUndoRegular } from '@fluentui/react-icons/svg/arrow-undo';
import { useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import type { Activity, Undo } from '../api/shapes.js';
import { shortName } from '../people.js';
import { FailureBar } from '../shell/Failure.js';
import { Time } from '../time/Time.js';
import { previewUndo, undo } from './api.js';
import { feedWords } from './strings.js';

const words = feedWords.undo;

const useStyles = makeStyles({
  block: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: '8px', marginTop: '8px', overflowWrap: 'anywhere' },
  shown: {
    boxSizing: 'border-box',
    width: '100%',
    padding: '10px 12px',
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
  },
  inner: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: '8px' },
  list: { margin: 0, paddingInlineStart: '20px' },
  buttons: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '8px' },
  strong: { fontWeight: tokens.fontWeightSemibold },
});

/** True where something followed from the line that the rep can take back. */
export function canUndo({ kind, data }: Activity): boolean {
  if (data.undone) return false;
  const incoming = kind === 'reply' || kind === 'auto_reply' || kind === 'bounce' || kind === 'calendar' || kind === 'mail';
  return incoming && ((data.ended?.length ?? 0) > 0 || data.paused !== undefined);
}

export function UndoBlock({ line, onChange }: { line: Activity; onChange: (line: Activity) => void }) {
  const styles = useStyles();
  const titleId = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const confirmer = useRef<HTMLButtonElement>(null);
  const [preview, setPreview] = useState<Undo | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const answers = line.kind === 'reply' || line.kind === 'mail' || line.kind === 'calendar';

  const attempt = (what: string, work: Promise<Undo>, then: (result: Undo) => void) => {
    setBusy(what);
    setError(null);
    work
      .then(then, (reason: unknown) => setError(asApiError(reason)))
      .finally(() => setBusy(null));
  };
  const look = () =>
    attempt(words.looking, previewUndo(line.id), (found) => {
      flushSync(() => setPreview(found));
      confirmer.current?.focus();
    });
  const confirm = () =>
    attempt(words.busy, undo(line.id), (done) => {
      if (done.done) onChange({ ...line, data: { ...line.data, undone: { at: new Date().toISOString() } } });
      else setPreview(done);
    });
  const leave = () => {
    flushSync(() => setPreview(null));
    opener.current?.focus();
  };

  return (
    <div className={styles.block}>
      {preview === null ? (
        <div className={styles.buttons}>
          <Button ref={opener} size="small" icon={<ArrowUndoRegular />} disabledFocusable={busy !== null} onClick={look}>
            {answers ? words.open.reply : words.open.other}
          </Button>
          {busy !== null && <Spinner size="tiny" aria-label={busy} />}
        </div>
      ) : (
        <div className={styles.shown} role="group" aria-labelledby={titleId}>
          <div className={styles.inner}>
            <Text id={titleId} weight="semibold">
              {preview.possible ? words.title : words.notPossible}
            </Text>
            <Text role="status">{preview.says}</Text>
            {preview.people.length > 0 && <People people={preview.people} />}
            <div className={styles.buttons}>
              {preview.possible && (
                <Button ref={confirmer} size="small" appearance="primary" disabledFocusable={busy !== null} onClick={confirm}>
                  {words.confirm}
                </Button>
              )}
              <Button ref={preview.possible ? undefined : confirmer} size="small" onClick={leave}>
                {words.cancel}
              </Button>
              {busy !== null && <Spinner size="tiny" aria-label={busy} />}
            </div>
          </div>
        </div>
      )}
      {error && <FailureBar error={error} />}
    </div>
  );
}

function People({ people }: { people: Undo['people'] }) {
  const styles = useStyles();
  return (
    <ul className={styles.list}>
      {people.map((person) => (
        <li key={person.enrollmentId}>
          <bdi className={styles.strong}>{shortName(person)}</bdi> · <bdi>{person.campaign}</bdi>:{' '}
          {!person.goesOn && person.because}
          {person.goesOn && person.nextAt === null && words.noneLeft}
          {person.goesOn && person.nextAt !== null && (
            <>
              {words.next} <Time at={person.nextAt} style="when" />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
