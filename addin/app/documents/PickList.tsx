/** Documents to choose one of: a radio button each, with its first page. */
import { makeStyles, mergeClasses, Radio, tokens } from '@fluentui/react-components';
import type { DocumentSummary } from './api.js';
import { shortName } from '../people.js';
import { documentWords } from './strings.js';
import { Thumbnail } from './Thumbnail.js';
import { pickerWords } from './picker-strings.js';

const words = documentWords.list;

const useStyles = makeStyles({
  list: { display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(240px, 100%), 1fr))', gap: '8px', margin: 0, padding: 0, border: 'none', minWidth: 0 },
  item: {
    display: 'grid',
    gridTemplateColumns: '72px minmax(0, 1fr) auto',
    gap: '10px',
    alignItems: 'center',
    padding: '8px',
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  chosen: { border: `1px solid ${tokens.colorBrandStroke1}`, backgroundColor: tokens.colorNeutralBackground1Selected },
  off: { cursor: 'not-allowed' },
  text: { display: 'flex', flexDirection: 'column', minWidth: 0, overflowWrap: 'anywhere' },
  name: { fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200 },
});

interface PickListProps {
  readonly documents: readonly DocumentSummary[];
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}

export function PickList({ documents, chosen, onChoose }: PickListProps) {
  const styles = useStyles();
  return (
    <div className={styles.list} role="radiogroup" aria-label={pickerWords.choose}>
      {documents.map(({ id, name, current, owner, isMine }) => {
        // An older version may be ready.
        const off = current.state === 'failed' && current.version === 1;
        return (
          <label key={id} className={mergeClasses(styles.item, id === chosen && styles.chosen, off && styles.off)} data-pick={id}>
            <Thumbnail documentId={id} version={current.version} page={1} ready={current.state === 'ready'} />
            <span className={styles.text}>
              <bdi className={styles.name}>
                {name}
              </bdi>
              <span className={styles.quiet}>
                {documentWords.kinds[current.kind]}
                {current.pages !== null && ` · ${documentWords.pages(current.pages)}`}
                {!isMine && ` · ${words.by(shortName(owner))}`}
              </span>
              <span className={styles.quiet}>{current.state === 'converting' ? words.converting(current.progress) : current.state === 'waiting' ? words.waiting : current.problem?.says}</span>
            </span>
            <Radio name="document" value={id} checked={id === chosen} disabled={off} onChange={() => onChoose(id)} />
          </label>
        );
      })}
    </div>
  );
}
