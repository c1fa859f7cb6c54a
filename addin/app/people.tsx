/** People as they are shown everywhere: by name and address, whatever those contain. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { Person } from './api/shapes.js';

const useStyles = makeStyles({
  name: { fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  address: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

/** The name, or the address where there is none. Plain text. */
export function shortName({ name, address }: Person): string {
  return name.trim() || address;
}

export function PersonName({ person, plain = false }: { person: Person; plain?: boolean }) {
  const styles = useStyles();
  const name = person.name.trim();
  if (name === '' || name.toLowerCase() === person.address.toLowerCase()) {
    return <bdi className={mergeClasses(!plain && styles.name)}>{person.address}</bdi>;
  }
  return (
    <>
      <bdi className={mergeClasses(!plain && styles.name)}>{name}</bdi> <bdi className={styles.address}>{`<${person.address}>`}</bdi>
    </>
  );
}

/** "Flynn <flynn@…>, alan@…" */
export function PersonNames({ people, plain = false }: { people: readonly Person[]; plain?: boolean }) {
  return people.map((person, index) => (
    <span key={person.address}>
      {index > 0 && ', '}
      <PersonName person={person} plain={plain} />
    </span>
  ));
}
