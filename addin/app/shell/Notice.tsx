/** A page's middle when there is nothing to list: a sign, what it means, the one next step. */
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { surface } from '../surface.js';

const useStyles = makeStyles({
  notice: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    textAlign: 'center',
    gap: '12px',
    padding: '48px 24px',
    ...surface,
  },
  whole: { boxSizing: 'border-box', maxWidth: '640px', margin: '10vh auto 0' },
  icon: { display: 'flex', fontSize: '40px', color: tokens.colorBrandForeground1 },
  title: { margin: 0 },
  says: { maxWidth: '46ch', marginBottom: '8px', color: tokens.colorNeutralForeground2 },
});

interface NoticeProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly says: string;
  readonly action: ReactNode;
  /** It tells of a failure. */
  readonly alert?: boolean;
  /** It is all there is: its title is the page's. */
  readonly whole?: boolean;
}

export function Notice({ icon, title, says, action, alert = false, whole = false }: NoticeProps) {
  const styles = useStyles();
  return (
    <div className={mergeClasses(styles.notice, whole && styles.whole)} role={alert ? 'alert' : undefined}>
      <span className={styles.icon}>{icon}</span>
      <Text as={whole ? 'h1' : 'h2'} className={styles.title} size={500} weight="semibold" align="center">
        {title}
      </Text>
      <Text className={styles.says} align="center">
        {says}
      </Text>
      {action}
    </div>
  );
}
