/** One document of the library: its first page, name, and how it fares. */
import { makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import { PeopleTeamRegular } from '@fluentui/react-icons/svg/people-team';
import { memo } from 'react';
import { addressOf, leadTo } from '../address.js';
import { shortName } from '../people.js';
import { surface } from '../surface.js';
import type { DocumentSummary, DocumentVersion } from './api.js';
import { documentWords } from './strings.js';
import { Tags } from './Tags.js';
import { Thumbnail } from './Thumbnail.js';

const words = documentWords.list;

const useStyles = makeStyles({
  item: { listStyleType: 'none', display: 'flex', minWidth: 0 },
  card: {
    display: 'flex',
    flexDirection: 'column',
    flexGrow: 1,
    minWidth: 0,
    gap: '10px',
    padding: '12px',
    ...surface,
    color: 'inherit',
    textDecorationLine: 'none',
    overflowWrap: 'anywhere',
    ':hover': { boxShadow: tokens.shadow8 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
    '@media (max-width: 480px)': { display: 'grid', gridTemplateColumns: '88px minmax(0, 1fr)', gap: '12px' },
  },
  text: { display: 'flex', flexDirection: 'column', gap: '2px', minWidth: 0 },
  name: { fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200 },
  tags: { display: 'flex', flexWrap: 'wrap', gap: '4px', marginTop: '4px' },
  failed: { color: tokens.colorStatusDangerForeground1, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200 },
  team: { display: 'inline-flex', verticalAlign: '-2px', fontSize: '14px', marginInlineStart: '6px' },
});

export const DocumentCard = memo(function DocumentCard({ document }: { document: DocumentSummary }) {
  const styles = useStyles();
  const { id, name, current, tags, owner, isMine, shared, sent, opened } = document;
  return (
    <li className={styles.item} data-document={id}>
      <a className={styles.card} {...leadTo(addressOf({ page: 'document', id }))}>
        <Thumbnail documentId={id} version={current.version} page={1} ready={current.state === 'ready'} />
        <span className={styles.text}>
          <bdi className={styles.name}>{name}</bdi>
          <span className={styles.quiet}>
            {documentWords.kinds[current.kind]}
            {current.pages !== null && ` · ${documentWords.pages(current.pages)}`}
            {!isMine && ` · ${words.by(shortName(owner))}`}
            {shared && (
              <span className={styles.team} title={words.shared}>
                <PeopleTeamRegular aria-label={words.shared} />
              </span>
            )}
          </span>
          <Progress version={current} />
          {current.state === 'ready' && <span className={styles.quiet}>{words.sent(sent, opened)}</span>}
          <Tags tags={tags} className={styles.tags} />
        </span>
      </a>
    </li>
  );
});

function Progress({ version: { state, progress, problem } }: { version: DocumentVersion }) {
  const styles = useStyles();
  if (state === 'failed') return <span className={styles.failed}>{problem?.says}</span>;
  if (state === 'waiting') return <span className={styles.quiet}>{words.waiting}</span>;
  if (state !== 'converting') return null;
  return (
    <>
      <span className={styles.quiet}>{words.converting(progress)}</span>
      <ProgressBar value={progress / 100} aria-label={words.converting(progress)} />
    </>
  );
}
