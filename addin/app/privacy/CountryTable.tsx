/** What unknown consent means by country: a line each, one for all others, and one for "nobody knows". */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { useRef } from 'react';
import type { Policy, PolicyMode } from './api.js';
import { nameOf } from './countries.js';
import { CountrySelect } from './CountrySelect.js';
import { ModeSelect } from './ModeSelect.js';
import { privacyWords } from './strings.js';

const words = privacyWords.policy;

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
});

interface CountryTableProps {
  readonly policy: Policy;
  readonly onChange: (policy: Policy) => void;
}

export function CountryTable({ policy, onChange }: CountryTableProps) {
  const styles = useStyles();
  const adding = useRef<HTMLSelectElement>(null);
  const listed = Object.entries(policy.countries).sort(([a], [b]) => nameOf(a).localeCompare(nameOf(b), 'en'));
  const set = (code: string, mode: PolicyMode) => onChange({ ...policy, countries: { ...policy.countries, [code]: mode } });
  const remove = (code: string) => {
    onChange({ ...policy, countries: Object.fromEntries(Object.entries(policy.countries).filter(([one]) => one !== code)) });
    adding.current?.focus();
  };
  return (
    <section className={styles.group} aria-labelledby="countries">
      <h3 id="countries" className={styles.heading}>
        {words.countries}
      </h3>
      <p className={styles.hint}>{words.countriesHint}</p>
      <p className={styles.hint}>{words.modesHint}</p>
      <ul className={styles.list} aria-labelledby="countries">
        {listed.map(([code, mode]) => (
          <li key={code} className={styles.row} data-country={code}>
            <span className={styles.name}>{nameOf(code)}</span>
            <span className={styles.side}>
              <ModeSelect label={words.modeOf(nameOf(code))} mode={mode} onChange={(chosen) => set(code, chosen)} />
              <Button appearance="subtle" icon={<DismissRegular />} aria-label={words.remove(nameOf(code))} title={words.remove(nameOf(code))} onClick={() => remove(code)} />
            </span>
          </li>
        ))}
      </ul>
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
