/** Where a document was sent: mails and links, newest first, each with its readers and its options. */
import { Badge, Button, makeStyles, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { SettingsRegular } from '@fluentui/react-icons/svg/settings';
import { useCallback, useEffect, useState } from 'react';
import { addressOf, PageLink } from '../address.js';
import { usePaged } from '../api/paged.js';
import { PersonNames, shortName } from '../people.js';
import { Failure, FailureBar } from '../shell/Failure.js';
import { shellWords } from '../shell/strings.js';
import { surface } from '../surface.js';
import { Time } from '../time/Time.js';
import { untilWords } from '../time/words.js';
import { listShares, type Share } from './api.js';
import { ShareDialog } from './ShareDialog.js';
import { documentWords, timeWords } from './strings.js';

const words = documentWords.shares;

const useStyles = makeStyles({
  list: { ...surface, margin: 0, padding: 0, overflow: 'clip' },
  item: {
    listStyleType: 'none',
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    gap: '2px 12px',
    padding: '10px 16px',
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
    ':first-child': { borderTopColor: 'transparent' },
    overflowWrap: 'anywhere',
    '@media (max-width: 480px)': { padding: '10px 12px' },
  },
  quiet: { color: tokens.colorNeutralForeground2 },
  badges: { display: 'inline-flex', flexWrap: 'wrap', gap: '4px' },
  none: { margin: '0 8px', color: tokens.colorNeutralForeground2 },
  foot: { display: 'flex', justifyContent: 'center', padding: '12px' },
});

interface ShareListProps {
  readonly documentId: string;
  /** Grows with everything that may have changed. */
  readonly version: number;
  readonly onChanged: () => void;
}

export function ShareList({ documentId, version, onChanged }: ShareListProps) {
  const styles = useStyles();
  const { items, next, loading, error, loadOlder, reload } = usePaged(useCallback((before: string | null, signal: AbortSignal) => listShares(documentId, before, signal), [documentId]));
  const [edited, setEdited] = useState<Share | null>(null);
  useEffect(() => {
    if (version > 0) reload();
  }, [version, reload]);
  if (items.length === 0) {
    if (error) return <Failure error={error} onRetry={reload} />;
    if (loading === 'first') {
      return (
        <Skeleton aria-label={shellWords.loading}>
          <SkeletonItem size={48} />
        </Skeleton>
      );
    }
    return <p className={styles.none}>{documentWords.one.neverSent}</p>;
  }
  return (
    <>
      <ol className={styles.list}>
        {items.map((share) => (
          <Row key={share.id} share={share} onEdit={() => setEdited(share)} />
        ))}
      </ol>
      {error && <FailureBar error={error} />}
      {next !== null && (
        <div className={styles.foot}>
          <Button onClick={loadOlder} disabledFocusable={loading !== 'no'}>
            {words.older}
          </Button>
        </div>
      )}
      {edited && (
        <ShareDialog
          documentId={documentId}
          share={edited}
          onClose={() => {
            setEdited(null);
            onChanged();
          }}
        />
      )}
    </>
  );
}

function Row({ share, onEdit }: { share: Share; onEdit: () => void }) {
  const styles = useStyles();
  const { message, createdAt, readers, time_ms } = share;
  return (
    <li className={styles.item} data-share={share.id}>
      <div>
        {message ? (
          <>
            <PersonNames people={message.recipients} brief /> <span className={styles.quiet}>·</span>{' '}
            <PageLink to={addressOf({ page: 'mail', id: message.id })} quiet>
              <bdi>{message.subject}</bdi>
            </PageLink>
          </>
        ) : (
          <Text weight="semibold">{words.link}</Text>
        )}
        <div className={styles.quiet}>
          <Time at={message?.sentAt ?? createdAt} style="when" /> · {words.readers(readers)}
          {time_ms > 0 && ` · ${timeWords(time_ms)}`}
        </div>
        <Options share={share} />
      </div>
      <Button appearance="subtle" icon={<SettingsRegular />} aria-label={words.options(message?.recipients[0] ? shortName(message.recipients[0]) : words.link)} onClick={onEdit} />
    </li>
  );
}

function Options({ share: { allowDownload, askAddress, hasPasscode, expiresAt, revokedAt } }: { share: Share }) {
  const styles = useStyles();
  const now = new Date();
  const ends = expiresAt === null ? null : new Date(expiresAt);
  // What was withdrawn is no more, whatever its options say.
  const all = revokedAt !== null ? [words.revoked] : [
    ...(ends === null ? [] : [ends < now ? words.expired : words.until(untilWords(ends, now))]),
    ...(hasPasscode ? [words.passcode] : []),
    ...(askAddress ? [words.asks] : []),
    ...(allowDownload ? [words.download] : []),
  ];
  if (all.length === 0) return null;
  return (
    <span className={styles.badges}>
      {all.map((one) => (
        <Badge key={one} appearance="outline" color={one === words.revoked || one === words.expired ? 'danger' : 'informative'}>
          {one}
        </Badge>
      ))}
    </span>
  );
}
