/** One document: what was read of it, by whom, and where it was sent. Follows the stream. */
import { Button, Dropdown, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Option, ProgressBar, Skeleton, SkeletonItem, Switch, tokens } from '@fluentui/react-components';
import { LinkRegular } from '@fluentui/react-icons/svg/link';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { addressOf } from '../address.js';
import { useLoad } from '../api/load.js';
import type { Activity, Me } from '../api/shapes.js';
import { useSoon } from '../api/soon.js';
import { useArrived } from '../feed/useArrived.js';
import { shortName } from '../people.js';
import { Failure } from '../shell/Failure.js';
import { OnePage } from '../shell/OnePage.js';
import { shellWords } from '../shell/strings.js';
import { surface } from '../surface.js';
import { whenWords } from '../time/words.js';
import { figuresOfDocument, getDocument, type Document, type DocumentVersion } from './api.js';
import { DocumentMenu } from './DocumentMenu.js';
import { Read } from './Read.js';
import { ShareDialog } from './ShareDialog.js';
import { ShareList } from './ShareList.js';
import { documentWords, sizeWords } from './strings.js';
import { Tags } from './Tags.js';
import { UploadList } from './UploadList.js';
import { useUploads } from './useUploads.js';
import { VisitList } from './VisitList.js';

const words = documentWords.one;
/** While its pages are being made. */
const LOOK_AGAIN_MS = 1_500;

const useStyles = makeStyles({
  lead: { margin: '0 8px 20px', color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  tags: { display: 'inline-flex', flexWrap: 'wrap', gap: '4px', marginInlineStart: '8px' },
  actions: { display: 'flex', gap: '8px' },
  sections: { display: 'flex', flexDirection: 'column', gap: '24px' },
  section: { display: 'flex', flexDirection: 'column', gap: '8px', minWidth: 0 },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: '4px 16px', margin: '0 8px', minHeight: '32px' },
  heading: { margin: 0, fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400, fontWeight: tokens.fontWeightSemibold },
  card: { ...surface, overflow: 'clip', minWidth: 0 },
  padded: { padding: '16px', '@media (max-width: 480px)': { padding: '12px' } },
  skeleton: { ...surface, padding: '16px', display: 'flex', flexDirection: 'column', gap: '14px' },
  versions: { minWidth: '160px' },
});

interface DocumentPageProps {
  readonly id: string;
  readonly me: Me;
  readonly arrived: readonly Activity[];
}

export function DocumentPage({ id, me, arrived }: DocumentPageProps) {
  const { loaded, reload, set } = useLoad(useCallback((signal: AbortSignal) => getDocument(id, signal), [id]));
  const [version, setVersion] = useState(0);
  const changed = useCallback(() => setVersion((count) => count + 1), []);
  const reloadSoon = useSoon(() => {
    reload();
    changed();
  });
  const uploads = useUploads(reloadSoon);

  useArrived(arrived, (fresh) => {
    if (fresh.some(({ data }) => data.document?.documentId === id)) reloadSoon();
  });
  const busy = loaded.state === 'ready' && (loaded.data.current.state === 'converting' || loaded.data.current.state === 'waiting');
  useEffect(() => {
    if (!busy) return undefined;
    const timer = setInterval(reload, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [busy, reload]);

  return (
    <OnePage
      load={{ loaded, reload }}
      backTo={addressOf({ page: 'content' })}
      words={words}
      titleOf={({ name }) => name}
      aside={(document) => <Actions document={document} me={me} onChanged={set} onShared={changed} onReplace={(files) => uploads.add(files, id)} />}
      skeleton={<Loading />}
    >
      {(document) => (
        <>
          <Lead document={document} />
          <UploadList uploads={uploads} />
          <State version={document.current} />
          <Content document={document} version={version} onChanged={reloadSoon} />
        </>
      )}
    </OnePage>
  );
}

interface ActionsProps {
  readonly document: Document;
  readonly me: Me;
  readonly onChanged: (document: Document) => void;
  readonly onShared: () => void;
  readonly onReplace: (files: readonly File[]) => void;
}

function Actions({ document, me, onChanged, onShared, onReplace }: ActionsProps) {
  const styles = useStyles();
  const [sharing, setSharing] = useState(false);
  const onPlan = me.team.plan === 'team';
  const canShare = onPlan && document.archivedAt === null && document.versions.some(({ state }) => state === 'ready');
  return (
    <div className={styles.actions}>
      {canShare && (
        <Button appearance="primary" icon={<LinkRegular />} onClick={() => setSharing(true)}>
          {words.share}
        </Button>
      )}
      <DocumentMenu document={document} onPlan={onPlan} onChanged={onChanged} onReplace={onReplace} />
      {sharing && (
        <ShareDialog
          documentId={document.id}
          onClose={() => {
            setSharing(false);
            onShared();
          }}
        />
      )}
    </div>
  );
}

function Lead({ document: { current, owner, isMine, archivedAt, tags, shared } }: { document: Document }) {
  const styles = useStyles();
  return (
    <div className={styles.lead}>
      {documentWords.kinds[current.kind]}
      {current.pages !== null && ` · ${documentWords.pages(current.pages)}`} · {sizeWords(current.bytes)}
      {!isMine && ` · ${words.by(shortName(owner))}`}
      {shared && ` · ${documentWords.list.shared}`}
      {archivedAt !== null && ` · ${words.archived}`}
      <Tags tags={tags} className={styles.tags} />
    </div>
  );
}

function State({ version: { state, progress, problem } }: { version: DocumentVersion }) {
  if (state === 'ready') return null;
  const title = state === 'failed' ? words.failed : state === 'waiting' ? words.waiting : words.converting(progress);
  return (
    <MessageBar intent={state === 'failed' ? 'error' : 'info'} layout="multiline" style={{ marginBottom: 16 }} data-state={state}>
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle> {problem?.says}
        {state === 'converting' && <ProgressBar value={progress / 100} aria-label={title} />}
      </MessageBarBody>
    </MessageBar>
  );
}

interface ContentProps {
  readonly document: Document;
  /** Grows with everything that may have changed the figures. */
  readonly version: number;
  readonly onChanged: () => void;
}

function Content({ document, version, onChanged }: ContentProps) {
  const styles = useStyles();
  const readable = document.versions.filter(({ state }) => state === 'ready');
  const [chosen, setChosen] = useState<number | null>(null);
  const [all, setAll] = useState(false);
  const shown = chosen ?? readable[0]?.version ?? null;
  const { loaded, reload } = useLoad(
    useCallback(async (signal: AbortSignal) => (shown === null ? null : figuresOfDocument(document.id, { version: shown, all }, signal)), [document.id, shown, all]),
  );
  useEffect(() => {
    if (version > 0) reload();
  }, [version, reload]);
  const figures = loaded.state === 'ready' ? loaded.data : null;
  return (
    <div className={styles.sections}>
      <Section id="read" title={words.read} aside={readable.length > 1 && shown !== null && <VersionChoice versions={readable} shown={shown} onChoose={setChosen} />}>
        {loaded.state === 'loading' && <Loading />}
        {loaded.state === 'failed' && <Failure error={loaded.error} onRetry={reload} />}
        {figures && (
          <div className={styles.card}>
            <Read figures={figures} />
          </div>
        )}
      </Section>
      {figures && ((document.sent > 0 && figures.cannotBeKnown === null) || figures.list.length > 0) && (
        <Section id="readers" title={words.readers} aside={<Switch label={words.everything} checked={all} onChange={(_, { checked }) => setAll(checked)} />}>
          <div className={styles.card}>{figures.list.length === 0 ? <p className={styles.padded}>{words.noReaders}</p> : <VisitList figures={figures} onChanged={onChanged} />}</div>
        </Section>
      )}
      <Section id="sent" title={words.sent}>
        <ShareList documentId={document.id} version={version} onChanged={onChanged} />
      </Section>
    </div>
  );
}

function VersionChoice({ versions, shown, onChoose }: { versions: readonly DocumentVersion[]; shown: number; onChoose: (version: number) => void }) {
  const styles = useStyles();
  const now = new Date();
  const label = (version: number) => {
    const one = versions.find((each) => each.version === version);
    return one ? words.version(version, whenWords(new Date(one.uploadedAt), now)) : '';
  };
  return (
    <Dropdown className={styles.versions} aria-label={words.versions} value={label(shown)} selectedOptions={[String(shown)]} onOptionSelect={(_, { optionValue }) => onChoose(Number(optionValue))}>
      {versions.map(({ version }) => (
        <Option key={version} value={String(version)} text={label(version)}>
          {label(version)}
        </Option>
      ))}
    </Dropdown>
  );
}

function Section({ id, title, aside, children }: { id: string; title: string; aside?: ReactNode; children: ReactNode }) {
  const styles = useStyles();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id} className={styles.heading}>
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

function Loading() {
  const styles = useStyles();
  return (
    <Skeleton className={styles.skeleton} aria-label={shellWords.loading}>
      <SkeletonItem size={24} style={{ width: '40%' }} />
      <SkeletonItem style={{ height: 120 }} />
      <SkeletonItem size={16} style={{ width: '70%' }} />
    </Skeleton>
  );
}
