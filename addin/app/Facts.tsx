/** A quiet list of facts: a term and what is known under it. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { Fragment, type ReactNode } from 'react';

export type Fact = readonly [term: string, value: ReactNode];

const NARROW = '@media (max-width: 480px)';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'minmax(96px, max-content) minmax(0, 1fr)',
    gap: '6px 16px',
    margin: 0,
    padding: '10px 12px',
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground2,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    overflowWrap: 'anywhere',
    cursor: 'auto',
    [NARROW]: { gridTemplateColumns: 'minmax(0, 1fr)', gap: '2px' },
  },
  term: { color: tokens.colorNeutralForeground2, [NARROW]: { marginTop: '4px', fontSize: tokens.fontSizeBase200 } },
  value: { margin: 0, minWidth: 0 },
});

export function Facts({ id, facts }: { id?: string; facts: readonly Fact[] }) {
  const styles = useStyles();
  return (
    <dl id={id} className={styles.list}>
      {facts.map(([term, value], index) => (
        <Fragment key={index}>
          <dt className={styles.term}>{term}</dt>
          <dd className={styles.value}>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
