/** What follows from answers, as the team wants it. Each switch is saved as it is moved; who may not change them reads them. */
import { Button, Field, Input, makeStyles, Skeleton, SkeletonItem, Spinner, Switch, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { ask, type ApiError } from '../api/client.js';
import { asApiError, useLoad } from '../api/load.js';
import { isTeamRules, type TeamRules, type TeamRulesView } from '../api/shapes.js';
import { Facts } from '../Facts.js';
import { Failure, FailureBar } from '../shell/Failure.js';
import { Page } from '../shell/Page.js';
import { shellWords } from '../shell/strings.js';
import { surface } from '../surface.js';
import { rulesWords as words } from './strings.js';

const SWITCHES = ['endOnOtherThread', 'endOnSameCompany', 'acceptedIsSuccess'] as const;

const useStyles = makeStyles({
  lead: { margin: '0 8px 12px', color: tokens.colorNeutralForeground2 },
  card: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: '16px', padding: '20px', ...surface, overflowWrap: 'anywhere', '@media (max-width: 480px)': { padding: '12px' } },
  hint: { paddingInlineStart: '60px' },
  note: { margin: '16px 8px 0', color: tokens.colorNeutralForeground2 },
  days: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '8px' },
  number: { width: '96px' },
  said: { display: 'flex', alignItems: 'center', gap: '8px', minHeight: '20px', color: tokens.colorNeutralForeground2 },
});

const ADDRESS = '/api/team/rules';
const loadRules = (signal: AbortSignal) => ask(isTeamRules, ADDRESS, { signal });

export function RulesPage() {
  const styles = useStyles();
  const { loaded, reload, set } = useLoad(loadRules);
  return (
    <Page title={words.title}>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <Failure error={loaded.error} onRetry={reload} />}
      {loaded.state === 'ready' && (
        <>
          <p className={styles.lead}>
            {words.lead(loaded.data.team.name)} {!loaded.data.mayChange && words.readOnly}
          </p>
          {loaded.data.mayChange ? <Change rules={loaded.data} onChanged={set} /> : <Read rules={loaded.data} />}
          <p className={styles.note}>{words.always}</p>
        </>
      )}
    </Page>
  );
}

function Read({ rules }: { rules: TeamRulesView }) {
  return (
    <Facts
      facts={[
        ...SWITCHES.map((key) => [words[key].label, rules[key] ? words.on : words.off] as const),
        [words.absenceDays.label, words.absenceDays.days(rules.absenceDays)],
      ]}
    />
  );
}

function Change({ rules, onChanged }: { rules: TeamRulesView; onChanged: (rules: TeamRulesView) => void }) {
  const styles = useStyles();
  const [days, setDays] = useState(String(rules.absenceDays));
  const [said, setSaid] = useState<'nothing' | 'saving' | 'saved'>('nothing');
  const [error, setError] = useState<ApiError | null>(null);
  const number = /^\d{1,2}$/.test(days.trim()) ? Number(days) : Number.NaN;
  const wrong = !(number >= 1 && number <= 60);

  const save = (change: Partial<TeamRules>) => {
    if (said === 'saving') return;
    const { endOnOtherThread, endOnSameCompany, absenceDays, acceptedIsSuccess } = rules;
    setSaid('saving');
    setError(null);
    ask(isTeamRules, ADDRESS, { method: 'PUT', body: { endOnOtherThread, endOnSameCompany, absenceDays, acceptedIsSuccess, ...change } }).then(
      (saved) => {
        setSaid('saved');
        onChanged(saved);
      },
      (reason: unknown) => {
        setSaid('nothing');
        setError(asApiError(reason));
      },
    );
  };

  return (
    <div className={styles.card}>
      {SWITCHES.map((key) => (
        <Field key={key} hint={{ children: words[key].hint, className: styles.hint }}>
          <Switch label={words[key].label} checked={rules[key]} onChange={(_, { checked }) => save({ [key]: checked })} />
        </Field>
      ))}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!wrong && number !== rules.absenceDays) save({ absenceDays: number });
        }}
      >
        <Field label={words.absenceDays.label} hint={words.absenceDays.hint} validationMessage={wrong ? words.absenceDays.problem : undefined}>
          <div className={styles.days}>
            <Input className={styles.number} inputMode="numeric" value={days} aria-label={words.absenceDays.label} onChange={(_, { value }) => setDays(value)} />
            {!wrong && number !== rules.absenceDays && (
              <Button type="submit" disabledFocusable={said === 'saving'}>
                {words.save}
              </Button>
            )}
          </div>
        </Field>
      </form>
      <div className={styles.said} role="status">
        {said === 'saving' && <Spinner size="tiny" label={words.saving} />}
        {said === 'saved' && <Text>{words.saved}</Text>}
      </div>
      {error && <FailureBar error={error} />}
    </div>
  );
}

function Loading() {
  const styles = useStyles();
  return (
    <Skeleton className={styles.card} aria-label={shellWords.loading}>
      <SkeletonItem size={32} />
      <SkeletonItem size={32} />
      <SkeletonItem size={32} />
    </Skeleton>
  );
}
