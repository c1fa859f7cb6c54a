/** One mode out of those a policy may name. */
import { makeStyles, Select } from '@fluentui/react-components';
import type { PolicyMode } from './api.js';
import { privacyWords as words } from './strings.js';

const MODES = ['full', 'links', 'anonymous', 'replies'] as const satisfies readonly PolicyMode[];

const useStyles = makeStyles({ select: { width: '160px', maxWidth: '100%', minWidth: 0, '> select': { minWidth: 0 } } });

interface ModeSelectProps {
  readonly label: string;
  readonly mode: PolicyMode;
  readonly onChange: (mode: PolicyMode) => void;
}

export function ModeSelect({ label, mode, onChange }: ModeSelectProps) {
  const styles = useStyles();
  return (
    <Select
      className={styles.select}
      aria-label={label}
      value={mode}
      onChange={(_, { value }) => {
        const chosen = MODES.find((one) => one === value);
        if (chosen) onChange(chosen);
      }}
    >
      {MODES.map((one) => (
        <option key={one} value={one}>
          {words.modes[one]}
        </option>
      ))}
    </Select>
  );
}
