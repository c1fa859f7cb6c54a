/** Whom the organisation tracks: three large choices, nothing chosen in advance, and what can be changed of each. */
import { Button, Field, makeStyles, Radio, RadioGroup, Spinner, Switch, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import { ConfirmAction, type Confirmation } from '../campaigns/ConfirmAction.js';
import { FailureBar } from '../shell/Failure.js';
import { surface } from '../surface.js';
import { savePolicy, type Policy, type PolicyView } from './api.js';
import { CountryTable, Line } from './CountryTable.js';
import { privacyWords } from './strings.js';

const words = privacyWords.policy;
const KINDS = ['strict', 'by-country', 'all-on'] as const;

const useStyles = makeStyles({
  card: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: '16px', padding: '20px', ...surface, '@media (max-width: 480px)': { padding: '12px' } },
  kinds: { display: 'flex', flexDirection: 'column', alignItems: 'stretch', gap: '8px' },
  kind: { boxSizing: 'border-box', width: '100%', padding: '8px 12px 8px 4px', borderRadius: tokens.borderRadiusLarge, border: `1px solid ${tokens.colorNeutralStroke2}` },
  label: { color: tokens.colorNeutralForeground1, display: 'block', fontWeight: tokens.fontWeightSemibold },
  says: { display: 'block', color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  rest: { alignSelf: 'stretch' },
  changes: { margin: '4px 0 0', paddingInlineStart: '20px' },
  hint: { paddingInlineStart: '60px' },
  save: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '8px 12px', minHeight: '32px' },
});

interface PolicyChoiceProps {
  readonly view: PolicyView;
  readonly onChanged: (view: PolicyView) => void;
}

export function PolicyChoice({ view, onChanged }: PolicyChoiceProps) {
  const styles = useStyles();
  const { kind } = view.policy;
  const current = kind === 'not-chosen' ? null : { ...view.policy, kind };
  const [draft, setDraft] = useState<Policy | null>(current);
  const [said, setSaid] = useState<'nothing' | 'missing' | 'saving' | 'saved'>('nothing');
  const [error, setError] = useState<ApiError | null>(null);
  const [asked, setAsked] = useState<Confirmation | null>(null);
  const changes = draft === null || draft.kind === kind ? [] : alsoChanged(view.policy, draft);
  const change = (policy: Policy) => {
    setDraft(policy);
    setSaid('nothing');
  };
  const save = () => {
    if (said === 'saving') return;
    if (draft === null) {
      setSaid('missing');
      return;
    }
    if (draft.kind === kind) {
      send(draft).catch(() => undefined);
      return;
    }
    const { title, says, confirm, cancel } = words.sure;
    setAsked({ title: title(words.kinds[draft.kind].label), says: [words.follows[draft.kind], ...changes, says].join(' '), confirm, cancel, act: () => send(draft) });
  };
  const send = async (policy: Policy): Promise<void> => {
    setSaid('saving');
    setError(null);
    await savePolicy(policy).then(
      (saved) => {
        setSaid('saved');
        onChanged(saved);
      },
      (reason: unknown) => {
        setSaid('nothing');
        setError(asApiError(reason));
        throw reason;
      },
    );
  };
  return (
    <form
      className={styles.card}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field className={styles.rest} label={words.choose} validationMessage={said === 'missing' ? words.nothing : undefined}>
        <RadioGroup
          className={styles.kinds}
          value={draft?.kind ?? ''}
          onChange={(_, { value }) => {
            const chosen = KINDS.find((one) => one === value);
            if (chosen) change(chosen === current?.kind ? current : view.defaults[chosen]);
          }}
        >
          {KINDS.map((one) => (
            <div key={one} className={styles.kind}>
              <Radio
                value={one}
                label={
                  <>
                    <span className={styles.label}>{words.kinds[one].label}</span>
                    <Text size={200} className={styles.says}>
                      {words.kinds[one].says}
                    </Text>
                  </>
                }
              />
            </div>
          ))}
        </RadioGroup>
      </Field>
      {draft?.kind === 'by-country' && <CountryTable policy={draft} inUse={view.inUse} onChange={change} />}
      {draft && (
        <div className={styles.rest}>
          <Line name={words.colleagues} hint={words.colleaguesHint} mode={draft.colleagues} onChange={(colleagues) => change({ ...draft, colleagues })} />
        </div>
      )}
      {draft && draft.kind !== 'all-on' && (
        <Field hint={{ children: words.asksHint, className: styles.hint }}>
          <Switch label={words.asks} checked={draft.asks} onChange={(_, { checked }) => change({ ...draft, asks: checked })} />
        </Field>
      )}
      {draft && draft.kind !== 'strict' && (
        <Field hint={{ children: words.livePagesHint, className: styles.hint }}>
          <Switch label={words.livePages} checked={draft.livePages} onChange={(_, { checked }) => change({ ...draft, livePages: checked })} />
        </Field>
      )}
      {changes.length > 0 && (
        <div className={styles.rest} role="note" data-changes>
          <Text weight="semibold">{words.alsoChanges}</Text>
          <ul className={styles.changes}>
            {changes.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </div>
      )}
      <div className={styles.save}>
        <Button type="submit" appearance="primary" disabledFocusable={said === 'saving'}>
          {words.save}
        </Button>
        <span role="status">
          {said === 'saving' && <Spinner size="tiny" label={words.saving} />}
          {said === 'saved' && <Text>{words.saved}</Text>}
        </span>
      </div>
      {error && <FailureBar error={error} />}
      <ConfirmAction asked={asked} onClose={() => setAsked(null)} onDone={() => undefined} />
    </form>
  );
}

/** What another policy brings with it beside the policy itself, a sentence each. */
function alsoChanged(before: PolicyView['policy'], after: Policy): string[] {
  const { modes } = privacyWords;
  return [
    ...(before.colleagues === after.colleagues ? [] : [words.changed(words.colleagues, modes[before.colleagues], modes[after.colleagues])]),
    ...(before.livePages === after.livePages ? [] : [words.changed(words.livePages, before.livePages ? words.on : words.off, after.livePages ? words.on : words.off)]),
    ...(before.asks === after.asks ? [] : [words.changed(words.asks, before.asks ? words.on : words.off, after.asks ? words.on : words.off)]),
  ];
}
