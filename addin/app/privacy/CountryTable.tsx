/**
 * What unknown consent means by country: a line each, by name, those somebody was written to lately
 * first; one for all others, and one for "nobody knows". Typing finds a line, or a country to add.
 */
import { Button, Field, Input, makeStyles, Text, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { useRef, useState, type KeyboardEvent } from 'react';
import type { Policy, PolicyMode } from './api.js';
import { byName, isFoundBy, nameOf } from './countries.js';
import { CountrySelect } from './CountrySelect.js';
import { ModeSelect } from './ModeSelect.js';
import { privacyWords } from './strings.js';

const words = privacyWords.policy;

/** So many countries are offered to be added at once while somebody types. */
const OFFERED = 6;

const useStyles = makeStyles({
  group: { alignSelf: 'stretch', minWidth: 0 },
  heading: { margin: '0 0 4px', fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  hint: { margin: '0 0 8px', color: tokens.colorNeutralForeground2 },
  list: { margin: 0, padding: 0 },
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '4px 12px',
    padding: '6px 0',
    listStyleType: 'none',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  name: { flex: '1 1 160px', minWidth: 0, overflowWrap: 'anywhere' },
  small: { display: 'block', color: tokens.colorNeutralForeground2 },
  side: { display: 'flex', alignItems: 'center', gap: '4px', minWidth: 0, maxWidth: '100%', flexShrink: 1 },
  gap: { width: '32px', flexShrink: 0 },
  add: { margin: '12px 0' },
  find: { maxWidth: '320px', margin: '0 0 8px' },
  part: { margin: '12px 0 0', fontSize: tokens.fontSizeBase200, fontWeight: tokens.fontWeightSemibold, color: tokens.colorNeutralForeground2 },
  found: { display: 'flex', flexWrap: 'wrap', gap: '8px', margin: '8px 0' },
  status: { minHeight: '20px', color: tokens.colorNeutralForeground2 },
});

interface CountryTableProps {
  readonly policy: Policy;
  /** Codes of countries somebody was written to lately. */
  readonly inUse: readonly string[];
  readonly onChange: (policy: Policy) => void;
}

export function CountryTable({ policy, inUse, onChange }: CountryTableProps) {
  const styles = useStyles();
  const adding = useRef<HTMLSelectElement>(null);
  const [typed, setTyped] = useState('');
  const listed = byName.filter((code) => code in policy.countries && isFoundBy(code, typed));
  const [used, others] = [listed.filter((code) => inUse.includes(code)), listed.filter((code) => !inUse.includes(code))];
  const addable = typed.trim() === '' ? [] : byName.filter((code) => !(code in policy.countries) && isFoundBy(code, typed));
  const set = (code: string, mode: PolicyMode) => onChange({ ...policy, countries: { ...policy.countries, [code]: mode } });
  const remove = (code: string) => {
    onChange({ ...policy, countries: Object.fromEntries(Object.entries(policy.countries).filter(([one]) => one !== code)) });
    adding.current?.focus();
  };
  const lines = (codes: readonly string[], heading: string) => (
    <ul className={styles.list} aria-labelledby={heading}>
      {codes.map((code) => (
        <li key={code} className={styles.row} data-country={code}>
          <span className={styles.name}>{nameOf(code)}</span>
          <span className={styles.side}>
            <ModeSelect label={words.modeOf(nameOf(code))} mode={policy.countries[code] ?? policy.otherCountries} onChange={(chosen) => set(code, chosen)} />
            <Button appearance="subtle" icon={<DismissRegular />} aria-label={words.remove(nameOf(code))} title={words.remove(nameOf(code))} onClick={() => remove(code)} />
          </span>
        </li>
      ))}
    </ul>
  );
  return (
    <section className={styles.group} aria-labelledby="countries">
      <h3 id="countries" className={styles.heading}>
        {words.countries}
      </h3>
      <p className={styles.hint}>{words.countriesHint}</p>
      <p className={styles.hint}>{words.modesHint}</p>
      <Field className={styles.find} label={words.find}>
        <Input type="search" autoComplete="off" value={typed} onChange={(_, { value }) => setTyped(value)} onKeyDown={keepFromSaving} />
      </Field>
      <div className={styles.status} role="status">
        {typed.trim() !== '' && words.found(listed.length, addable.length)}
      </div>
      {addable.length > 0 && (
        <div className={styles.found}>
          {addable.slice(0, OFFERED).map((code) => (
            <Button key={code} size="small" onClick={() => set(code, policy.otherCountries)}>
              {words.addOne(nameOf(code))}
            </Button>
          ))}
        </div>
      )}
      {used.length > 0 && (
        <>
          <h4 id="countries-used" className={styles.part}>
            {words.inUse}
          </h4>
          {lines(used, 'countries-used')}
        </>
      )}
      {others.length > 0 && (
        <>
          {used.length > 0 && (
            <h4 id="countries-others" className={styles.part}>
              {words.notInUse}
            </h4>
          )}
          {lines(others, used.length > 0 ? 'countries-others' : 'countries')}
        </>
      )}
      <div className={styles.add}>
        <CountrySelect
          label={words.add}
          none={words.addFirst}
          value=""
          without={(code) => code in policy.countries}
          onChange={(code) => {
            if (code !== '') set(code, policy.otherCountries);
          }}
          selectRef={adding}
        />
      </div>
      <Line name={words.other} mode={policy.otherCountries} onChange={(otherCountries) => onChange({ ...policy, otherCountries })} />
      <Line name={words.unknown} hint={words.unknownHint} mode={policy.unknownCountry} onChange={(unknownCountry) => onChange({ ...policy, unknownCountry })} />
    </section>
  );
}

/** It stands in the form that changes the whole organisation: looking for a line sends nothing. */
function keepFromSaving(event: KeyboardEvent): void {
  if (event.key === 'Enter') event.preventDefault();
}

interface LineProps {
  readonly name: string;
  readonly hint?: string;
  readonly mode: PolicyMode;
  readonly onChange: (mode: PolicyMode) => void;
}

/** A line that cannot be removed. */
export function Line({ name, hint, mode, onChange }: LineProps) {
  const styles = useStyles();
  return (
    <div className={styles.row}>
      <span className={styles.name}>
        {name}
        {hint !== undefined && (
          <Text size={200} className={styles.small}>
            {hint}
          </Text>
        )}
      </span>
      <span className={styles.side}>
        <ModeSelect label={name} mode={mode} onChange={onChange} />
        <span className={styles.gap} />
      </span>
    </div>
  );
}
