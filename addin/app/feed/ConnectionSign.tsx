/** "● live": whether new lines come by themselves right now. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { Connection } from './follow.js';
import { feedWords } from './strings.js';

const useStyles = makeStyles({
  sign: { display: 'inline-flex', alignItems: 'center', gap: '6px', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  dot: { width: '8px', height: '8px', borderRadius: '50%', boxSizing: 'border-box', border: `2px solid ${tokens.colorNeutralForeground3}` },
  live: {
    borderTopColor: tokens.colorCompoundBrandBackground,
    borderRightColor: tokens.colorCompoundBrandBackground,
    borderBottomColor: tokens.colorCompoundBrandBackground,
    borderLeftColor: tokens.colorCompoundBrandBackground,
    backgroundColor: tokens.colorCompoundBrandBackground,
  },
});

export function ConnectionSign({ connection }: { connection: Connection }) {
  const styles = useStyles();
  return (
    <span className={styles.sign} role="status" title={feedWords.connectionWhy[connection]} data-connection={connection}>
      <span className={mergeClasses(styles.dot, connection === 'live' && styles.live)} />
      {feedWords.connections[connection]}
    </span>
  );
}
