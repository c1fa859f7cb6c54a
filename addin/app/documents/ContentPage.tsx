/**
 * The content library: what can be sent as a tracked document. Files are dropped anywhere on it or
 * picked; what is searched for stands in the address, so that the way back leads to the same list.
 */
import { Button, Input, makeStyles, Skeleton, SkeletonItem, Spinner, ToggleButton, tokens } from '@fluentui/react-components';
import { ArchiveRegular } from '@fluentui/react-icons/svg/archive';
import { DocumentTextRegular } from '@fluentui/react-icons/svg/document-text';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { useCallback, useEffect, useState } from 'react';
import { usePaged } from '../api/paged.js';
import { useSettled } from '../api/settled.js';
import type { Activity, Me } from '../api/shapes.js';
import { useSoon } from '../api/soon.js';
import { useArrived } from '../feed/useArrived.js';
import { Failure } from '../shell/Failure.js';
import { Notice } from '../shell/Notice.js';
import { Older } from '../shell/Older.js';
import { Page } from '../shell/Page.js';
import { shellWords } from '../shell/strings.js';
import { surface } from '../surface.js';
import { listDocuments } from './api.js';
import { ConverterBar } from './ConverterBar.js';
import { DocumentCard } from './DocumentCard.js';
import { DropZone } from './DropZone.js';
import { PlanNotice } from './PlanNotice.js';
import { documentWords } from './strings.js';
import { UploadButton } from './UploadButton.js';
import { UploadList } from './UploadList.js';
import { useUploads } from './useUploads.js';

const words = documentWords.list;
const LONGEST_SEARCH = 200;
/** While pages of something are being made. */
const LOOK_AGAIN_MS = 1_500;

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '8px 12px', margin: '0 8px 12px' },
  search: { flex: '1 1 220px', maxWidth: '420px', minWidth: 0 },
  found: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  tags: { display: 'flex', flexWrap: 'wrap', gap: '6px' },
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(220px, 1fr))',
    gap: '16px',
    margin: 0,
    padding: 0,
    '@media (max-width: 480px)': { gridTemplateColumns: 'minmax(0, 1fr)', gap: '8px' },
  },
  skeleton: { ...surface, padding: '12px', display: 'flex', flexDirection: 'column', gap: '12px' },
});

interface ContentPageProps {
  readonly me: Me;
  readonly arrived: readonly Activity[];
}

export function ContentPage({ me, arrived }: ContentPageProps) {
  const styles = useStyles();
  const asked = new URLSearchParams(location.search);
  const [typed, setTyped] = useState(asked.get('q') ?? '');
  const [tag, setTag] = useState(asked.get('tag'));
  const [archived, setArchived] = useState(asked.get('archived') === 'yes');
  const [tags, setTags] = useState<readonly string[]>([]);
  const [largest_bytes, setLargest] = useState<number>();
  const looksFor = useSettled(typed.trim());
  const load = useCallback(
    async (before: string | null, signal: AbortSignal) => {
      const page = await listDocuments({ looksFor, tag, archived }, before, signal);
      setTags(page.tags);
      setLargest(page.largest_bytes);
      return page;
    },
    [looksFor, tag, archived],
  );
  const { items, next, loading, error, loadOlder, reload } = usePaged(load);
  const reloadSoon = useSoon(reload);
  const uploads = useUploads(reloadSoon);
  const mayUpload = me.team.plan === 'team';

  useArrived(arrived, (fresh) => {
    if (fresh.some(({ kind }) => kind === 'document')) reloadSoon();
  });
  const busy = items.some(({ current }) => current.state === 'converting' || current.state === 'waiting');
  useEffect(() => {
    if (!busy) return undefined;
    const timer = setInterval(reloadSoon, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [busy, reloadSoon]);
  useEffect(() => {
    const query = new URLSearchParams({ ...(looksFor === '' ? {} : { q: looksFor }), ...(tag === null ? {} : { tag }), ...(archived ? { archived: 'yes' } : {}) });
    history.replaceState(null, '', query.size === 0 ? location.pathname : `${location.pathname}?${query}`);
  }, [looksFor, tag, archived]);

  const nothing = items.length === 0;
  const isSearch = looksFor !== '' || typed.trim() !== '' || tag !== null;
  const add = (files: readonly File[]) => uploads.add(files, null, largest_bytes);
  const button = mayUpload && <UploadButton label={words.upload} onFiles={add} />;
  return (
    <>
      <DropZone says={words.drop} active={mayUpload} onFiles={add} />
      <Page title={words.title} wide aside={!(nothing && !isSearch && !archived) && button}>
        {!mayUpload && <PlanNotice team={me.team.name} />}
        <UploadList uploads={uploads} />
        <ConverterBar waiting={items.some(({ current }) => current.state === 'waiting')} onReady={reloadSoon} />
        {(!nothing || isSearch || archived) && (
          <div className={styles.bar} role="search">
            <Input type="search" className={styles.search} contentBefore={<SearchRegular aria-hidden />} placeholder={words.search} aria-label={words.search} value={typed} maxLength={LONGEST_SEARCH} onChange={(_, { value }) => setTyped(value)} />
            <ToggleButton appearance="subtle" icon={<ArchiveRegular />} checked={archived} onClick={() => setArchived(!archived)}>
              {words.archived}
            </ToggleButton>
            <div className={styles.found} role="status">
              {loading === 'anew' && typed.trim() !== looksFor ? <Spinner size="extra-tiny" aria-label={words.searching} /> : looksFor !== '' && loading === 'no' && !error && words.found(items.length, next !== null)}
            </div>
            {tags.length > 0 && (
              <div className={styles.tags} role="group" aria-label={words.tags}>
                {tags.map((one) => (
                  <ToggleButton key={one} size="small" shape="circular" checked={one === tag} onClick={() => setTag(one === tag ? null : one)}>
                    <bdi>{one}</bdi>
                  </ToggleButton>
                ))}
              </div>
            )}
          </div>
        )}
        {nothing && loading === 'first' && <Loading />}
        {nothing && error && <Failure error={error} onRetry={reload} />}
        {nothing && loading === 'no' && !error && (
          <Nothing
            button={button}
            why={isSearch ? 'search' : archived ? 'archive' : 'empty'}
            onAll={() => {
              setTyped('');
              setTag(null);
              setArchived(false);
            }}
          />
        )}
        {!nothing && (
          <>
            <ol className={styles.grid}>
              {items.map((document) => (
                <DocumentCard key={document.id} document={document} />
              ))}
            </ol>
            <Older label={words.older} more={next !== null} loading={loading === 'older' || loading === 'no' ? loading : 'other'} error={error} onOlder={loadOlder} />
          </>
        )}
      </Page>
    </>
  );
}

function Nothing({ why, button, onAll }: { why: 'search' | 'archive' | 'empty'; button: React.ReactNode; onAll: () => void }) {
  if (why === 'empty') return <Notice icon={<DocumentTextRegular aria-hidden />} title={words.empty.title} says={words.empty.says} action={button} />;
  const { title, says, action } = why === 'search' ? words.none : words.emptyArchive;
  return (
    <Notice
      icon={why === 'search' ? <SearchRegular aria-hidden /> : <ArchiveRegular aria-hidden />}
      title={title}
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
    <Skeleton className={styles.grid} aria-label={shellWords.loading}>
      {[0, 1, 2, 3].map((card) => (
        <div key={card} className={styles.skeleton}>
          <SkeletonItem style={{ height: 120 }} />
          <SkeletonItem size={16} />
          <SkeletonItem size={12} style={{ width: '60%' }} />
        </div>
      ))}
    </Skeleton>
  );
}
