/**
 * The tracked mails, newest first, searched as one types. What is searched for stands in the
 * address, so that the way back from a mail leads to the same list. Kept current by what the feed brings.
 */
import { Button, Input, makeStyles, Skeleton, SkeletonItem, Spinner, tokens } from '@fluentui/react-components';
import { MailMultipleRegular } from '@fluentui/react-icons/svg/mail-multiple';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { useCallback, useEffect, useState } from 'react';
import { addressOf } from '../address.js';
import { usePaged } from '../api/paged.js';
import { useSettled } from '../api/settled.js';
import type { Activity } from '../api/shapes.js';
import { useSoon } from '../api/soon.js';
import { useArrived } from '../feed/useArrived.js';
import { Empty } from '../shell/Empty.js';
import { Failure } from '../shell/Failure.js';
import { Notice } from '../shell/Notice.js';
import { Older } from '../shell/Older.js';
import { Page } from '../shell/Page.js';
import { shellWords } from '../shell/strings.js';
import { surface } from '../surface.js';
import { listMails } from './api.js';
import { MailRow } from './MailRow.js';
import { mailWords } from './strings.js';

const words = mailWords.list;
const LONGEST_SEARCH = 200;

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '6px 12px', margin: '0 8px 12px' },
  search: { flex: '1 1 220px', maxWidth: '420px', minWidth: 0 },
  found: { minHeight: '20px', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  list: { margin: 0, padding: '4px 0', ...surface, overflow: 'clip' },
  skeleton: { ...surface, padding: '4px 0' },
  skeletonRow: { display: 'flex', flexDirection: 'column', gap: '8px', padding: '14px 20px' },
});

export function MailsPage({ arrived }: { arrived: readonly Activity[] }) {
  const styles = useStyles();
  const [typed, setTyped] = useState(() => new URLSearchParams(location.search).get('q') ?? '');
  const looksFor = useSettled(typed.trim());
  const { items, next, loading, error, loadOlder, reload } = usePaged(useCallback((before: string | null, signal: AbortSignal) => listMails(looksFor, before, signal), [looksFor]));
  const reloadSoon = useSoon(reload);

  useArrived(arrived, (fresh) => {
    if (fresh.some(({ messageId }) => messageId !== null)) reloadSoon();
  });
  useEffect(() => {
    history.replaceState(null, '', looksFor === '' ? location.pathname : `${location.pathname}?${new URLSearchParams({ q: looksFor })}`);
  }, [looksFor]);

  const nothing = items.length === 0;
  const isSearch = looksFor !== '' || typed.trim() !== '';
  const searching = loading === 'anew' && typed.trim() !== looksFor;
  return (
    <Page title={words.title}>
      {(!nothing || isSearch) && (
        <div className={styles.bar} role="search">
          <Input
            type="search"
            className={styles.search}
            contentBefore={<SearchRegular aria-hidden />}
            placeholder={words.search}
            aria-label={words.search}
            value={typed}
            maxLength={LONGEST_SEARCH}
            onChange={(_, { value }) => setTyped(value)}
          />
          <div className={styles.found} role="status">
            {searching ? <Spinner size="extra-tiny" aria-label={words.searching} /> : looksFor !== '' && loading === 'no' && !error && words.found(items.length, next !== null)}
          </div>
        </div>
      )}
      {nothing && loading === 'first' && <Loading />}
      {nothing && error && <Failure error={error} onRetry={reload} />}
      {nothing && loading === 'no' && !error && (isSearch ? <NoneFound looksFor={looksFor} onAll={() => setTyped('')} /> : <Empty icon={<MailMultipleRegular aria-hidden />} words={words.empty} to={addressOf({ page: 'new-campaign' })} />)}
      {!nothing && (
        <>
          <ol className={styles.list}>
            {items.map((mail) => (
              <MailRow key={mail.id} mail={mail} />
            ))}
          </ol>
          <Older label={words.older} more={next !== null} loading={loading === 'older' || loading === 'no' ? loading : 'other'} error={error} onOlder={loadOlder} />
        </>
      )}
    </Page>
  );
}

function NoneFound({ looksFor, onAll }: { looksFor: string; onAll: () => void }) {
  const { title, says, action } = words.none;
  return (
    <Notice
      icon={<SearchRegular aria-hidden />}
      title={title(looksFor)}
      says={says}
      action={
        <Button appearance="primary" onClick={onAll}>
          {action}
        </Button>
      }
    />
  );
}

function Loading() {
  const styles = useStyles();
  return (
    <Skeleton className={styles.skeleton} aria-label={shellWords.loading}>
      {[70, 55, 62, 48].map((width) => (
        <div key={width} className={styles.skeletonRow}>
          <SkeletonItem size={16} style={{ width: `${width}%` }} />
          <SkeletonItem size={12} style={{ width: `${width - 15}%` }} />
          <SkeletonItem size={12} style={{ width: `${width - 25}%` }} />
        </div>
      ))}
    </Skeleton>
  );
}
