/** The documents in a mail that is being written: what each is, or why it cannot be sent, and taking it out. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { useCallback, useEffect } from 'react';
import { useLoad } from '../api/load.js';
import { explain } from '../shell/Failure.js';
import { shellWords } from '../shell/strings.js';
import { getDocument, type Document } from './api.js';
import { pickerWords as words } from './picker-strings.js';
import { sendable } from './sendable.js';
import { documentWords } from './strings.js';
import { Thumbnail } from './Thumbnail.js';

/** While pages of it are being made. */
const LOOK_AGAIN_MS = 2_000;

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: '8px', margin: 0, padding: 0 },
  item: {
    listStyleType: 'none',
    display: 'grid',
    gridTemplateColumns: '56px minmax(0, 1fr) auto',
    gap: '12px',
    alignItems: 'center',
    padding: '6px 8px',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  text: { display: 'flex', flexDirection: 'column', minWidth: 0, overflowWrap: 'anywhere' },
  name: { fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200 },
  wrong: { color: tokens.colorStatusDangerForeground1, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200 },
});

interface MailDocumentsProps {
  readonly ids: readonly string[];
  /** For whom reads with a screen reader: "Mail 2". */
  readonly mail: string;
  readonly onRemove: (id: string) => void;
}

export function MailDocuments({ ids, mail, onRemove }: MailDocumentsProps) {
  const styles = useStyles();
  if (ids.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={words.inMail(mail)}>
      {ids.map((id) => (
        <Line key={id} id={id} onRemove={() => onRemove(id)} />
      ))}
    </ul>
  );
}

function Line({ id, onRemove }: { id: string; onRemove: () => void }) {
  const styles = useStyles();
  const { loaded, reload } = useLoad(useCallback((signal: AbortSignal) => getDocument(id, signal), [id]));
  const document = loaded.state === 'ready' ? loaded.data : null;
  const sent = document && sendable(document);
  const comes = sent?.can === false && (sent.because === 'converting' || sent.because === 'waiting');
  useEffect(() => {
    if (!comes) return undefined;
    const timer = setInterval(reload, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [comes, reload]);

  const name = document?.name ?? `{{document:${id.slice(0, 8)}…}}`;
  const unknown = loaded.state === 'failed' && loaded.error.code === 'NOT_FOUND';
  return (
    <li className={styles.item} data-mail-document={id}>
      <Thumbnail documentId={id} version={sent?.can === true ? sent.version.version : 1} page={1} ready={sent?.can === true} />
      <span className={styles.text} role="status">
        <bdi className={styles.name}>{name}</bdi>
        {loaded.state === 'loading' && <span className={styles.quiet}>{words.loading}</span>}
        {loaded.state === 'failed' && (
          <span className={styles.wrong}>
            {unknown ? words.unknown : explain(loaded.error).says}{' '}
            {!unknown && (
              <Button size="small" onClick={reload}>
                {shellWords.failure.retry}
              </Button>
            )}
          </span>
        )}
        {document && sent?.can === true && (
          <span className={styles.quiet}>
            {[documentWords.kinds[sent.version.kind], ...(sent.version.pages === null ? [] : [documentWords.pages(sent.version.pages)]), ...(sent.version.version < document.current.version ? [words.older(sent.version.version)] : [])].join(' · ')}
          </span>
        )}
        {document && sent?.can === false && <span className={comes ? styles.quiet : styles.wrong}>{whyNot(document, sent.because)}</span>}
      </span>
      <Button appearance="subtle" icon={<DismissRegular />} aria-label={words.remove(name)} onClick={onRemove} />
    </li>
  );
}

function whyNot({ current }: Document, because: 'archived' | 'converting' | 'waiting' | 'failed'): string {
  if (because === 'archived') return words.archived;
  if (because === 'converting') return words.converting(current.progress);
  return because === 'waiting' ? words.waiting : words.failed(current.problem?.says ?? '');
}
