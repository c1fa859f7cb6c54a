/** Choosing a document for a mail, or uploading one on the spot. Nothing is added before "Add to email" is pressed. */
import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Input, makeStyles, Skeleton, SkeletonItem, Spinner, Text, tokens } from '@fluentui/react-components';
import { DocumentTextRegular } from '@fluentui/react-icons/svg/document-text';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { useCallback, useEffect, useLayoutEffect, useState } from 'react';
import { usePaged } from '../api/paged.js';
import { useSettled } from '../api/settled.js';
import type { Me } from '../api/shapes.js';
import { useSoon } from '../api/soon.js';
import { Failure, FailureBar } from '../shell/Failure.js';
import { Notice } from '../shell/Notice.js';
import { shellWords } from '../shell/strings.js';
import { listDocuments, type Document } from './api.js';
import { ConverterBar } from './ConverterBar.js';
import { DropZone } from './DropZone.js';
import { PickList } from './PickList.js';
import { pickerWords as words } from './picker-strings.js';
import { PlanNotice } from './PlanNotice.js';
import { documentWords } from './strings.js';
import { UploadButton } from './UploadButton.js';
import { UploadList } from './UploadList.js';
import { useUploads } from './useUploads.js';

const LONGEST_SEARCH = 200;
/** While pages of something are being made. */
const LOOK_AGAIN_MS = 1_500;

const useStyles = makeStyles({
  surface: { maxWidth: 'min(760px, calc(100vw - 16px))', boxSizing: 'border-box', '@media (max-width: 480px)': { padding: '16px 12px' } },
  content: { display: 'flex', flexDirection: 'column', gap: '12px', minHeight: 'min(320px, 50vh)', padding: '2px' },
  quiet: { color: tokens.colorNeutralForeground2 },
  bar: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
  search: { flex: '1 1 160px', minWidth: 0 },
  more: { alignSelf: 'center' },
});

interface ContentPickerProps {
  readonly team: Me['team'];
  readonly onAdd: (id: string) => void;
  readonly onClose: () => void;
}

export function ContentPicker({ team, onAdd, onClose }: ContentPickerProps) {
  const styles = useStyles();
  const [chosen, setChosen] = useState<string | null>(null);
  const mayChoose = team.plan === 'team';
  // Before the dialog takes the focus, and after it is gone.
  useLayoutEffect(() => {
    const opener = document.activeElement;
    if (!(opener instanceof HTMLElement)) return undefined;
    return () => void requestAnimationFrame(() => opener.focus());
  }, []);
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>{words.title}</DialogTitle>
          <DialogContent className={styles.content}>{mayChoose ? <Choice chosen={chosen} onChoose={setChosen} /> : <PlanNotice team={team.name} />}</DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{mayChoose ? words.cancel : words.close}</Button>
            {mayChoose && (
              <Button appearance="primary" disabledFocusable={chosen === null} onClick={() => chosen !== null && onAdd(chosen)}>
                {words.add}
              </Button>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function Choice({ chosen, onChoose }: { chosen: string | null; onChoose: (id: string | null) => void }) {
  const styles = useStyles();
  const [typed, setTyped] = useState('');
  const [largest_bytes, setLargest] = useState<number>();
  const looksFor = useSettled(typed.trim());
  const load = useCallback(
    async (before: string | null, signal: AbortSignal) => {
      const page = await listDocuments({ looksFor, tag: null, archived: false }, before, signal);
      setLargest(page.largest_bytes);
      return page;
    },
    [looksFor],
  );
  const { items, next, loading, error, loadOlder, reload } = usePaged(load);
  const reloadSoon = useSoon(reload);
  // Whoever uploads from here wants to send that.
  const uploads = useUploads(
    useCallback(
      ({ id }: Document) => {
        onChoose(id);
        reloadSoon();
      },
      [onChoose, reloadSoon],
    ),
  );
  const busy = items.some(({ current }) => current.state === 'converting' || current.state === 'waiting');
  useEffect(() => {
    if (!busy) return undefined;
    const timer = setInterval(reloadSoon, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [busy, reloadSoon]);
  // What is not seen is not added.
  useEffect(() => {
    if (loading === 'no' && chosen !== null && !error && looksFor !== '' && !items.some(({ id }) => id === chosen)) onChoose(null);
  }, [loading, chosen, error, looksFor, items, onChoose]);

  const nothing = items.length === 0;
  const add = (files: readonly File[]) => uploads.add(files, null, largest_bytes);
  return (
    <>
      <Text className={styles.quiet}>{words.says}</Text>
      <DropZone says={documentWords.list.drop} active onFiles={add} />
      <div className={styles.bar}>
        <Input type="search" className={styles.search} contentBefore={<SearchRegular aria-hidden />} placeholder={documentWords.list.search} aria-label={documentWords.list.search} value={typed} maxLength={LONGEST_SEARCH} onChange={(_, { value }) => setTyped(value)} />
        <UploadButton label={documentWords.list.upload} primary={false} onFiles={add} />
      </div>
      <UploadList uploads={uploads} />
      <ConverterBar waiting={items.some(({ current }) => current.state === 'waiting')} onReady={reloadSoon} />
      {nothing && loading === 'first' && (
        <Skeleton aria-label={shellWords.loading}>
          <SkeletonItem size={72} />
        </Skeleton>
      )}
      {nothing && error && <Failure error={error} onRetry={reload} />}
      {nothing && loading === 'no' && !error && <Nothing searching={looksFor !== ''} onAll={() => setTyped('')} />}
      {!nothing && <PickList documents={items} chosen={chosen} onChoose={onChoose} />}
      {!nothing && error && <FailureBar error={error} />}
      {next !== null && (
        <Button className={styles.more} onClick={loadOlder} disabledFocusable={loading !== 'no'} icon={loading === 'older' ? <Spinner size="extra-tiny" aria-label={shellWords.loading} /> : null}>
          {documentWords.list.older}
        </Button>
      )}
      <Text size={200} className={styles.quiet}>
        {words.options}
      </Text>
    </>
  );
}

function Nothing({ searching, onAll }: { searching: boolean; onAll: () => void }) {
  const { empty, none } = documentWords.list;
  if (!searching) return <Notice icon={<DocumentTextRegular aria-hidden />} title={empty.title} says={empty.says} action={null} />;
  return <Notice icon={<SearchRegular aria-hidden />} title={none.title} says={none.says} action={<Button onClick={onAll}>{none.action}</Button>} />;
}
