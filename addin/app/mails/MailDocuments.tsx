/** The documents a mail was sent with, each with what was read of it. Nothing at all where it has none. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useCallback, useEffect } from 'react';
import { addressOf, PageLink } from '../address.js';
import { useLoad } from '../api/load.js';
import { documentsOfMail } from '../documents/api.js';
import { Read } from '../documents/Read.js';
import { documentWords } from '../documents/strings.js';
import { VisitList } from '../documents/VisitList.js';
import { Failure } from '../shell/Failure.js';
import { surface } from '../surface.js';
import { MailSection } from './MailSection.js';
import { mailWords } from './strings.js';

const useStyles = makeStyles({
  card: { ...surface, overflow: 'clip', minWidth: 0 },
  head: { padding: '12px 16px 0', overflowWrap: 'anywhere', '@media (max-width: 480px)': { padding: '12px 12px 0' } },
  quiet: { color: tokens.colorNeutralForeground2 },
  readers: { borderTop: `1px solid ${tokens.colorNeutralStroke3}` },
});

interface MailDocumentsProps {
  readonly mailId: string;
  /** Grows with everything the feed knows more of this mail. */
  readonly version: number;
}

export function MailDocuments({ mailId, version }: MailDocumentsProps) {
  const styles = useStyles();
  const { loaded, reload } = useLoad(useCallback((signal: AbortSignal) => documentsOfMail(mailId, signal), [mailId]));
  useEffect(() => {
    if (version > 0) reload();
  }, [version, reload]);
  if (loaded.state === 'loading' || (loaded.state === 'ready' && loaded.data.length === 0)) return null;
  return (
    <MailSection id="documents" title={mailWords.one.documents}>
      {loaded.state === 'failed' ? (
        <Failure error={loaded.error} onRetry={reload} />
      ) : (
        loaded.data.map(({ share, figures }) => (
          <div key={share.id} className={styles.card} data-document={share.documentId}>
            <div className={styles.head}>
              <PageLink to={addressOf({ page: 'document', id: share.documentId })}>
                <bdi>{share.documentName}</bdi>
              </PageLink>{' '}
              {share.revokedAt !== null && <Text className={styles.quiet}>· {documentWords.shares.revoked}</Text>}
            </div>
            <Read figures={figures} />
            {figures.list.length > 0 && (
              <div className={styles.readers}>
                <VisitList figures={figures} onChanged={reload} />
              </div>
            )}
          </div>
        ))
      )}
    </MailSection>
  );
}
