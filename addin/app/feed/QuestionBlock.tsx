/** A question to the rep, answered in place: by one of its choices, or by naming the people an answer speaks for. */
import { Button, Checkbox, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { useId, useState, type ReactNode } from 'react';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import type { Activity, Question } from '../api/shapes.js';
import { shortName } from '../people.js';
import { FailureBar } from '../shell/Failure.js';
import { answerQuestion } from './api.js';
import { feedWords } from './strings.js';

const words = feedWords.question;
/** Up to so many people get a button each; more are ticked. */
const BUTTONS_UP_TO = 2;

const useStyles = makeStyles({
  block: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    gap: '8px',
    marginTop: '8px',
    padding: '10px 12px',
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorCompoundBrandStroke}`,
    overflowWrap: 'anywhere',
    '@media (max-width: 480px)': { marginInlineEnd: '6px' },
  },
  quiet: { color: tokens.colorNeutralForeground2 },
  choices: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
  ticks: { display: 'flex', flexDirection: 'column' },
  wrap: { height: 'auto', maxWidth: '100%', whiteSpace: 'normal', overflowWrap: 'anywhere', textAlign: 'start' },
  answered: { marginTop: '4px', overflowWrap: 'anywhere' },
});

interface QuestionBlockProps {
  readonly line: Activity;
  readonly question: Question;
  /** The way to what the question rests on. */
  readonly why?: ReactNode;
  readonly onChange: (line: Activity) => void;
}

export function QuestionBlock({ line, question, why, onChange }: QuestionBlockProps) {
  const styles = useStyles();
  const askId = useId();
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  if (question.state !== 'open') return <Answered question={question} />;

  const send = (body: { choice: string } | { enrollmentIds: readonly string[] }, said: Partial<Question>) => {
    setBusy(true);
    setError(null);
    answerQuestion(question.id, body).then(
      () => onChange({ ...line, data: { ...line.data, question: { ...question, state: 'answered', ...said } } }),
      (reason: unknown) => {
        setBusy(false);
        setError(asApiError(reason));
      },
    );
  };
  const answer = (enrollmentIds: readonly string[]) => send({ enrollmentIds }, { chosen: [...enrollmentIds] });
  const few = question.options.length <= BUTTONS_UP_TO;
  const all = question.options.map(({ enrollmentId }) => enrollmentId);

  if (question.about !== 'whom') {
    return (
      <div className={styles.block} role="group" aria-labelledby={askId}>
        <Text id={askId} weight="semibold">
          <bdi>{question.says}</bdi>
        </Text>
        <Text className={styles.quiet}>
          {question.options.length > 0 && question.about !== 'opt-out' && words.waits([...new Set(question.options.map(shortName))].join(', '))} {why}
        </Text>
        <div className={styles.choices}>
          {question.choices.map(({ id, label }) => (
            <Button key={id} size="small" className={styles.wrap} disabledFocusable={busy} onClick={() => send({ choice: id }, { choice: id })}>
              <bdi>{label}</bdi>
            </Button>
          ))}
          {busy && <Spinner size="tiny" aria-label={words.busy} />}
        </div>
        {error && <FailureBar error={error} />}
      </div>
    );
  }

  return (
    <div className={styles.block} role="group" aria-labelledby={askId}>
      <Text id={askId} weight="semibold">
        {words.ask}
      </Text>
      <Text className={styles.quiet}>
        {words.why} {why}
      </Text>
      {!few && (
        <div className={styles.ticks}>
          {question.options.map((option) => (
            <Checkbox
              key={option.enrollmentId}
              label={<bdi>{`${shortName(option)} · ${option.campaign}`}</bdi>}
              disabled={busy}
              checked={ticked.includes(option.enrollmentId)}
              onChange={(_, { checked }) =>
                setTicked((ids) => (checked === true ? [...ids, option.enrollmentId] : ids.filter((id) => id !== option.enrollmentId)))
              }
            />
          ))}
        </div>
      )}
      <div className={styles.choices}>
        {few &&
          question.options.map((option) => (
            <Button key={option.enrollmentId} size="small" className={styles.wrap} disabledFocusable={busy} title={`${option.address} · ${option.campaign}`} onClick={() => answer([option.enrollmentId])}>
              <bdi>{words.end(shortName(option))}</bdi>
            </Button>
          ))}
        {few && question.options.length === 2 && (
          <Button size="small" disabledFocusable={busy} onClick={() => answer(all)}>
            {words.both}
          </Button>
        )}
        {!few && (
          <Button size="small" appearance="primary" disabledFocusable={busy || ticked.length === 0} onClick={() => answer(ticked)}>
            {words.chosen(ticked.length)}
          </Button>
        )}
        <Button size="small" disabledFocusable={busy} onClick={() => answer([])}>
          {words.nobody}
        </Button>
        {busy && <Spinner size="tiny" aria-label={words.busy} />}
      </div>
      {error && <FailureBar error={error} />}
    </div>
  );
}

function Answered({ question }: { question: Question }) {
  const styles = useStyles();
  if (question.state === 'closed' || question.about !== 'whom') {
    return (
      <div className={styles.answered} role="status">
        {question.state === 'closed' ? words.closed : `${words.answered} ${question.choices.find(({ id }) => id === question.choice)?.label ?? ''}`}
      </div>
    );
  }
  const chosen = question.options.filter(({ enrollmentId }) => question.chosen?.includes(enrollmentId));
  return (
    <div className={styles.answered} role="status">
      {chosen.length === 0 ? (
        words.answeredNobody
      ) : (
        <>
          {words.answeredFor} <bdi>{chosen.map(shortName).join(', ')}</bdi>
        </>
      )}
    </div>
  );
}
