/** What opened a test: each with whether it will be recognised from now on, and why. */
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { BotRegular } from '@fluentui/react-icons/svg/bot';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { QuestionCircleRegular } from '@fluentui/react-icons/svg/question-circle';
import type { JSX } from 'react';
import { Time } from '../time/Time.js';
import type { Opening } from './api.js';
import { openingReason, openingTitle, openingVerdict } from './strings.js';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: '4px 12px', borderRadius: tokens.borderRadiusLarge, backgroundColor: tokens.colorNeutralBackground2, border: `1px solid ${tokens.colorNeutralStroke2}` },
  row: { display: 'flex', gap: '10px', padding: '10px 0', borderTop: `1px solid ${tokens.colorNeutralStroke2}`, ':first-child': { borderTop: 'none' } },
  icon: { display: 'flex', flexShrink: 0, fontSize: '20px', color: tokens.colorNeutralForeground2 },
  good: { color: tokens.colorBrandForeground1 },
  says: { display: 'flex', flexDirection: 'column', gap: '2px', minWidth: 0 },
  quiet: { color: tokens.colorNeutralForeground2 },
});

const ICONS: Readonly<Record<Opening['recognised'], JSX.Element>> = {
  device: <CheckmarkCircleRegular aria-hidden />,
  reader: <CheckmarkCircleRegular aria-hidden />,
  proxy: <QuestionCircleRegular aria-hidden />,
  machine: <BotRegular aria-hidden />,
};

export function Openings({ openings }: { openings: readonly Opening[] }) {
  const styles = useStyles();
  return (
    <ul className={styles.list}>
      {openings.map((opening) => {
        const isGood = opening.recognised === 'device' || opening.recognised === 'reader';
        return (
          <li key={keyOf(opening)} className={styles.row} data-opening={opening.recognised}>
            <span className={mergeClasses(styles.icon, isGood && styles.good)}>{ICONS[opening.recognised]}</span>
            <span className={styles.says}>
              <span>
                <Text weight="semibold">{openingTitle(opening)}</Text>{' '}
                <Text size={200} className={styles.quiet}>
                  <Time at={opening.at} />
                </Text>
              </span>
              <Text>
                {openingVerdict(opening)}. {openingReason(opening)}
              </Text>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function keyOf({ kind, program, recognised, device, at }: Opening): string {
  return [kind, program, recognised, device, recognised === 'reader' ? at : ''].join(' ');
}
