/** Making a campaign: a name, an hour, mails. Nothing typed is ever lost (draft.ts). */
import { Button, Checkbox, Field, Input, makeStyles, Select, Text, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowLeftRegular } from '@fluentui/react-icons/svg/arrow-left';
import { useEffect, useRef, useState } from 'react';
import { addressOf, go, PageLink } from '../address.js';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import type { Me } from '../api/shapes.js';
import { FailureBar } from '../shell/Failure.js';
import { Page } from '../shell/Page.js';
import { surface } from '../surface.js';
import { hourWords } from '../time/words.js';
import { createCampaign } from './api.js';
import { checkDraft, placeProblems, type Problems } from './check-draft.js';
import { emptyDraft, forgetDraft, keepDraft, newMail, readDraft, type Draft, type DraftMail } from './draft.js';
import { MailFields } from './MailFields.js';
import { ModeChoice } from './ModeChoice.js';
import { StartOver } from './StartOver.js';
import { campaignWords } from './strings.js';

const words = campaignWords.create;
const MOST_MAILS = 20;
const DAYS_TO_NEXT_MAIL = 2;

const useStyles = makeStyles({
  back: { display: 'inline-flex', alignItems: 'center', gap: '4px' },
  form: { display: 'flex', flexDirection: 'column', gap: '16px' },
  panel: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    gap: '16px',
    alignItems: 'start',
    padding: '20px',
    ...surface,
    '@media (max-width: 560px)': { gridTemplateColumns: 'minmax(0, 1fr)', padding: '12px' },
  },
  field: { minWidth: 0 },
  choice: { gridColumnStart: 1, gridColumnEnd: -1, minWidth: 0 },
  label: { color: tokens.colorNeutralForeground1 },
  whole: { gridColumnStart: 1, gridColumnEnd: -1, marginInlineStart: '-8px' },
  control: { minWidth: 0, width: '100%' },
  add: { alignSelf: 'start' },
  foot: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '12px' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

export function NewCampaignPage({ owner, timeZone, team }: { owner: string; timeZone: string; team: Me['team'] }) {
  const styles = useStyles();
  const [draft, setDraft] = useState(() => readDraft(owner));
  const [problems, setProblems] = useState<Problems>(new Map());
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const [attempt, setAttempt] = useState(0);

  // Somebody who is told that fields are wrong wants to be at the first of them.
  useEffect(() => {
    if (attempt > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [attempt]);

  const change = (next: Draft) => {
    setDraft(next);
    keepDraft(owner, next);
    // Put right while typing what was found wrong, but find nothing new wrong yet.
    const now = checkDraft(next);
    setProblems((before) => new Map([...before].filter(([path]) => now.has(path)).map(([path, says]) => [path, now.get(path) ?? says])));
  };
  const [added, setAdded] = useState('');
  const changeMail = (index: number, mail: DraftMail) => change({ ...draft, mails: draft.mails.map((one, at) => (at === index ? mail : one)) });
  const addMail = () => {
    const last = Number(draft.mails.at(-1)?.day);
    const mail = newMail(Number.isInteger(last) ? String(last + DAYS_TO_NEXT_MAIL) : '');
    change({ ...draft, mails: [...draft.mails, mail] });
    setAdded(mail.key);
  };

  const submit = () => {
    if (busy) return;
    const found = checkDraft(draft);
    setProblems(found);
    setError(null);
    if (found.size > 0) {
      setAttempt((count) => count + 1);
      return;
    }
    setBusy(true);
    createCampaign({
      name: draft.name.trim(),
      sendHour: Number(draft.sendHour),
      ...(draft.replyIsSuccess === true ? { replyIsSuccess: true } : {}),
      ...(draft.mode === undefined ? {} : { mode: draft.mode }),
      steps: draft.mails.map(({ day, subject, body }) => ({ day: Number(day), subject: subject.trim(), body })),
    }).then(
      (id) => {
        forgetDraft(owner);
        go(addressOf({ page: 'campaign', id }));
      },
      (reason: unknown) => {
        const failure = asApiError(reason);
        const { placed, rest } = placeProblems(failure.problems, draft);
        setBusy(false);
        setProblems(placed);
        if (placed.size === 0 || rest.length > 0) setError(failure);
        setAttempt((count) => count + 1);
      },
    );
  };

  return (
    <Page
      title={words.title}
      before={
        <PageLink to={addressOf({ page: 'campaigns' })}>
          <span className={styles.back}>
            <ArrowLeftRegular aria-hidden /> {words.back}
          </span>
        </PageLink>
      }
    >
      <form
        ref={form}
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className={styles.panel}>
          <Field className={styles.field} label={words.name} hint={words.nameHint} required {...messageOf(problems, 'name')}>
            <Input className={styles.control} value={draft.name} onChange={(_, { value }) => change({ ...draft, name: value })} autoComplete="off" dir="auto" />
          </Field>
          <Field className={styles.field} label={words.hour} hint={words.hourHint(timeZone)} {...messageOf(problems, 'sendHour')}>
            <Select className={styles.control} value={draft.sendHour} onChange={(_, { value }) => change({ ...draft, sendHour: value })}>
              {Array.from({ length: 24 }, (_, hour) => (
                <option key={hour} value={hour}>
                  {hourWords(hour)}
                </option>
              ))}
            </Select>
          </Field>
          <ModeChoice className={styles.choice} mode={draft.mode ?? 'full'} onChange={(mode) => change({ ...draft, mode })} />
          <Checkbox className={styles.whole} label={<span className={styles.label}>{words.replyIsSuccess}</span>} checked={draft.replyIsSuccess === true} onChange={(_, { checked }) => change({ ...draft, replyIsSuccess: checked === true })} />
        </div>
        {draft.mails.map((mail, index) => (
          <MailFields
            key={mail.key}
            mail={mail}
            number={index + 1}
            mode={draft.mode ?? 'full'}
            team={team}
            isAdded={mail.key === added}
            problemOf={(field) => messageOf(problems, `steps.${index}.${field}`)}
            onChange={(next) => changeMail(index, next)}
            onRemove={draft.mails.length > 1 ? () => change({ ...draft, mails: draft.mails.filter(({ key }) => key !== mail.key) }) : undefined}
          />
        ))}
        {draft.mails.length < MOST_MAILS && (
          <Button className={styles.add} icon={<AddRegular />} onClick={addMail}>
            {words.addMail}
          </Button>
        )}
        {error && <FailureBar error={error}>{error.problems.map(({ says }) => says).join(' ')}</FailureBar>}
        {problems.size > 0 && (
          <Text role="status" className={styles.quiet}>
            {words.someWrong(problems.size)}
          </Text>
        )}
        <div className={styles.foot}>
          <Button type="submit" appearance="primary" disabledFocusable={busy}>
            {words.submit}
          </Button>
          <StartOver onConfirmed={() => change(emptyDraft())} />
        </div>
        <Text size={200} className={styles.quiet}>
          {words.next} {words.kept}
        </Text>
      </form>
    </Page>
  );
}

function messageOf(problems: Problems, path: string): { validationMessage?: string; validationState?: 'error' } {
  const says = problems.get(path);
  return says === undefined ? {} : { validationMessage: says, validationState: 'error' };
}
