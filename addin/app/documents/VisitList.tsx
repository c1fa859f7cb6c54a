/** Readers, one row each: who, when, how long, which pages; opens to their own chart. */
import { Button, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { ChevronUpRegular } from '@fluentui/react-icons/svg/chevron-up';
import { useEffect, useId, useRef, useState } from 'react';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import { PersonNames } from '../people.js';
import { FailureBar } from '../shell/Failure.js';
import { Time } from '../time/Time.js';
import { sayVisitMine, type Figures, type Visit } from './api.js';
import { PageChart } from './PageChart.js';
import { documentWords, timeWords } from './strings.js';

const words = documentWords.readers;

/** When to look again after something was said: judging anew takes well under a second, rarely longer. */
const LOOK_AGAIN_MS = [300, 1_000, 3_000];

const useStyles = makeStyles({
  list: { margin: 0, padding: 0 },
  item: { listStyleType: 'none', borderTop: `1px solid ${tokens.colorNeutralStroke3}`, ':first-child': { borderTopColor: 'transparent' } },
  row: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) auto', gap: '2px 12px', alignItems: 'start', padding: '10px 16px', overflowWrap: 'anywhere', '@media (max-width: 480px)': { padding: '10px 12px' } },
  quiet: { color: tokens.colorNeutralForeground2 },
  off: { color: tokens.colorNeutralForeground2 },
  live: { color: tokens.colorBrandForeground1, fontWeight: tokens.fontWeightSemibold },
  open: { padding: '0 16px 12px', display: 'flex', flexDirection: 'column', gap: '8px', alignItems: 'flex-start', '@media (max-width: 480px)': { padding: '0 12px 12px' } },
  chart: { alignSelf: 'stretch', minWidth: 0 },
});

interface VisitListProps {
  readonly figures: Figures;
  readonly onChanged: () => void;
}

export function VisitList({ figures, onChanged }: VisitListProps) {
  const styles = useStyles();
  return (
    <ol className={styles.list}>
      {figures.list.map((visit) => (
        <Row key={visit.id} visit={visit} figures={figures} onChanged={onChanged} />
      ))}
    </ol>
  );
}

function Row({ visit, figures, onChanged }: VisitListProps & { visit: Visit }) {
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const nameId = useId();
  const { who, device, startedAt, time_ms, pages, now, finished, downloads, forwarded, counts, timed } = visit;
  return (
    <li className={styles.item} data-visit={visit.id}>
      <div className={mergeClasses(styles.row, !counts && styles.off)}>
        <div>
          <span id={nameId}>
            <Who visit={visit} />
          </span>{' '}
          {now !== null && <span className={styles.live}>{words.now(now)}</span>}
          <div className={styles.quiet}>
            <Time at={startedAt} style="when" /> · {words.devices[device]}
            {timed && pages.length > 0 && ` · ${words.read(pages.length, figures.pageCount)} · ${timeWords(time_ms)}`}
            {!timed && ` · ${words.notTimed}`}
            {finished && ` · ${words.finished}`}
            {downloads > 0 && ` · ${words.downloaded(downloads)}`}
          </div>
          {forwarded !== null && <div>{forwarded}</div>}
          {who.by !== 'recipient' && who.by !== 'one-of' && <div className={styles.quiet}>{who.says}</div>}
          {!counts && <div className={styles.quiet}>{visit.reason.says}</div>}
        </div>
        <div>
          <Button appearance="subtle" size="small" icon={open ? <ChevronUpRegular /> : <ChevronDownRegular />} aria-expanded={open} aria-label={words.details} aria-describedby={nameId} onClick={() => setOpen(!open)} />
        </div>
      </div>
      {open && <Details visit={visit} figures={figures} onChanged={onChanged} />}
    </li>
  );
}

function Who({ visit: { who } }: { visit: Visit }) {
  if (who.people.length === 0) return <Text weight="semibold">{words.somebody}</Text>;
  return (
    <>
      {who.by === 'one-of' && `${words.oneOf} `}
      <PersonNames people={who.people} brief />
    </>
  );
}

function Details({ visit, figures, onChanged }: VisitListProps & { visit: Visit }) {
  const styles = useStyles();
  const [error, setError] = useState<ApiError | null>(null);
  const { who, counts, own, reason, pages, path, now, version } = visit;
  /** What follows of what was said, for visits to come. */
  const [says, setSays] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const timers = useRef<number[]>([]);
  useEffect(() => () => timers.current.forEach((timer) => window.clearTimeout(timer)), []);
  const say = () => {
    if (busy) return;
    setError(null);
    setBusy(true);
    sayVisitMine(visit.id, !own)
      .then(
        (answer) => {
          setSays(answer.says);
          for (const after_ms of LOOK_AGAIN_MS) timers.current.push(window.setTimeout(onChanged, after_ms));
        },
        (thrown: unknown) => setError(asApiError(thrown)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <div className={styles.open}>
      {who.by === 'one-of' && <Text className={styles.quiet}>{who.says}</Text>}
      {counts && <Text className={styles.quiet}>{reason.says}</Text>}
      {pages.length > 0 && (
        <div className={styles.chart}>
          <PageChart figures={{ ...figures, version, pages: pages.map((one) => ({ ...one, readers: 1 })) }} label={words.chart} path={path} now={now} />
          {path.length > 1 && <Text className={styles.quiet}>{words.path(path)}</Text>}
        </div>
      )}
      {(counts || own) && (
        <Button size="small" disabledFocusable={busy} onClick={say}>
          {own ? words.notMine : words.mine}
        </Button>
      )}
      <span role="status" className={styles.quiet}>
        {says}
      </span>
      {error && <FailureBar error={error} />}
    </div>
  );
}
