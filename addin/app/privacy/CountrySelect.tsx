/** One country out of all, or none. */
import { Field, makeStyles, Select } from '@fluentui/react-components';
import type { Ref } from 'react';
import { byName, nameOf } from './countries.js';

const useStyles = makeStyles({
  field: { maxWidth: '320px', minWidth: 0, gridTemplateColumns: 'minmax(0, 1fr)' },
  // The longest name decides nothing.
  select: { minWidth: 0, width: '100%', '> select': { minWidth: 0 } },
});

interface CountrySelectProps {
  readonly label: string;
  /** What stands for no country. */
  readonly none: string;
  /** '' for none. */
  readonly value: string;
  readonly without?: (code: string) => boolean;
  readonly onChange: (code: string) => void;
  readonly selectRef?: Ref<HTMLSelectElement>;
}

export function CountrySelect({ label, none, value, without = () => false, onChange, selectRef }: CountrySelectProps) {
  const styles = useStyles();
  return (
    <Field className={styles.field} label={label}>
      <Select ref={selectRef} className={styles.select} value={value} onChange={(_, data) => onChange(data.value)}>
        <option value="">{none}</option>
        {byName
          .filter((code) => !without(code))
          .map((code) => (
            <option key={code} value={code}>
              {nameOf(code)}
            </option>
          ))}
      </Select>
    </Field>
  );
}
