/** People as they are shown everywhere: by name and address, whatever those contain. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { Person } from './api/shapes.js';

const useStyles = makeStyles({
  name: { fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  address: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  roomy: { '@media (max-width: 480px)': { display: 'none' } },
});

/** What stands where a person's name was. */
const ERASED = 'Somebody who had their data erased';

/** Nothing but that they were there is left of a person: no address, or in a line of the feed the mark the connector leaves. */
function isErased({ address }: Person): boolean {
  return address === '' || address === '(erased)';
}

/** The name, or the address where there is none. Plain text. */
export function shortName({ name, address }: Person): string {
  if (isErased({ name, address })) return ERASED;
  return name.trim() || address;
}

interface PersonStyle {
  /** Without emphasis. */
  readonly plain?: boolean;
  /** The name alone where there is little room and another place has the address. */
  readonly brief?: boolean;
}

export function PersonName({ person, plain = false, brief = false }: PersonStyle & { person: Person }) {
  const styles = useStyles();
  if (isErased(person)) return <span className={mergeClasses(!plain && styles.name)}>{ERASED}</span>;
  const name = person.name.trim();
  if (name === '' || name.toLowerCase() === person.address.toLowerCase()) {
    return <bdi className={mergeClasses(!plain && styles.name)}>{person.address}</bdi>;
  }
  return (
    <>
      <bdi className={mergeClasses(!plain && styles.name)}>{name}</bdi>
      <span className={mergeClasses(styles.address, brief && styles.roomy)}>
        {' '}
        <bdi>{`<${person.address}>`}</bdi>
      </span>
    </>
  );
}

/** "Flynn <flynn@…>, alan@…" */
export function PersonNames({ people, ...style }: PersonStyle & { people: readonly Person[] }) {
  return people.map((person, index) => (
    <span key={person.address}>
      {index > 0 && ', '}
      <PersonName person={person} {...style} />
    </span>
  ));
}
