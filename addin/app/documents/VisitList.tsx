/** Readers, one row each: who, when, how long, which pages; opens to their own chart. */
import { Badge, Button, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { ChevronUpRegular } from '@fluentui/react-icons/svg/chevron-up';
import { useState } from 'react';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import { PersonNames } from '../people.js';
import { FailureBar } from '../shell/Failure.js';
import { Time } from '../time/Time.js';
import { sayVisitMine, type Figures, type Visit } from './api.js';
import { PageChart } from './PageChart.js';
import { documentWords, timeWords } from './strings.js';

const words = documentWords.readers;

const useStyles = makeStyles({
  list: { margin: 0, padding: 0 },
  item: { listStyleType: 'none', borderTop: `1px solid ${tokens.colorNeutralStroke3}`, ':first-child': { borderTopColor: 'transparent' } },
  row: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) auto', gap: '2px 12px', alignItems: 'start', padding: '10px 16px', overflowWrap: 'anywhere', '@media (max-width: 480px)': { padding: '10px 12px' } },
  quiet: { color: tokens.colorNeutralForeground2 },
  off: { opacity: 0.75 },
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
  const { who, device, startedAt, time_ms, pages, now, finished, downloads, forwarded, counts, timed } = visit;
  return (
    <li className={mergeClasses(styles.item)} data-visit={visit.id}>
      <div className={mergeClasses(styles.row, !counts && styles.off)}>
        <div>
          {who.people.length > 0 && who.by !== 'one-of' ? <PersonNames people={who.people} brief /> : <Text weight="semibold">{who.says}</Text>}{' '}
          {now !== null && <span className={styles.live}>{words.now(now)}</span>}
          <div className={styles.quiet}>
            <Time at={startedAt} style="when" /> · {words.devices[device]}
            {timed && pages.length > 0 && ` · ${words.read(pages.length, figures.pageCount)} · ${timeWords(time_ms)}`}
            {!timed && ` · ${words.notTimed}`}
            {downloads > 0 && ` · ${words.downloaded(downloads)}`}
          </div>
          {who.by === 'gave' && <div className={styles.quiet}>{who.says}</div>}
          {forwarded !== null && <div>{forwarded}</div>}
          {!counts && <div className={styles.quiet}>{visit.reason.says}</div>}
        </div>
        <div>
          {finished && (
            <Badge appearance="tint" color="success">
              {words.finished}
            </Badge>
          )}{' '}
          <Button appearance="subtle" size="small" icon={open ? <ChevronUpRegular /> : <ChevronDownRegular />} aria-expanded={open} aria-label={words.details(who.people[0]?.name ?? who.says)} onClick={() => setOpen(!open)} />
        </div>
      </div>
      {open && <Details visit={visit} figures={figures} onChanged={onChanged} />}
    </li>
  );
}

function Details({ visit, figures, onChanged }: VisitListProps & { visit: Visit }) {
  const styles = useStyles();
  const [error, setError] = useState<ApiError | null>(null);
  const { counts, reason, pages, path, now, version } = visit;
  const isOwn = reason.code.startsWith('said-own') || reason.code.includes('own');
  const say = () => {
    setError(null);
    sayVisitMine(visit.id, counts).then(onChanged, (thrown: unknown) => setError(asApiError(thrown)));
  };
  return (
    <div className={styles.open}>
      {counts && <Text className={styles.quiet}>{reason.says}</Text>}
      {pages.length > 0 && (
        <div className={styles.chart}>
          <PageChart figures={{ ...figures, version, pages: pages.map((one) => ({ ...one, readers: 1 })) }} label={words.chart} path={path} now={now} />
          {path.length > 1 && <Text className={styles.quiet}>{words.path(path)}</Text>}
        </div>
      )}
      {(counts || isOwn) && (
        <Button size="small" onClick={say}>
          {counts ? words.mine : words.notMine}
        </Button>
      )}
      {error && <FailureBar error={error} />}
    </div>
  );
}
