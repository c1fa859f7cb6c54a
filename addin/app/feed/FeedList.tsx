/**
 * The lines, under a heading per day. Lines are keyed by when they happened too: a line that
 * happens again moves up as a new element, so that no other line is touched and whoever reads or
 * types elsewhere is not disturbed. The browser lays out only what is near (content-visibility).
 */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useMemo } from 'react';
import type { Activity } from '../api/shapes.js';
import { surface } from '../surface.js';
import { useTimeWords } from '../time/Time.js';
import { dayHeading } from '../time/words.js';
import { FeedLine } from './FeedLine.js';
import { compareCursors, dayOf, goesOn } from './lines.js';
import type { OnSaid, Said } from './mine.js';
import type { News } from './news.js';
import { useKeptFocus } from './useKeptFocus.js';

const useStyles = makeStyles({
  day: {
    margin: '16px 8px 6px',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
  },
  lines: {
    margin: 0,
    padding: '4px 0',
    ...surface,
    overflow: 'clip',
  },
});

interface FeedListProps {
  readonly lines: readonly Activity[];
  readonly open: ReadonlySet<string>;
  readonly mark: string | null;
  /** What came in as news since the list was drawn whole: it lights up. */
  readonly news: readonly Activity[];
  readonly newsCursors: News['newsCursors'];
  readonly onToggle: (id: string) => void;
  readonly onChange: (line: Activity) => void;
  readonly said: ReadonlyMap<string, Said>;
  readonly onSaid: OnSaid;
}

export function FeedList({ lines, open, mark, news, newsCursors, onToggle, onChange, said, onSaid }: FeedListProps) {
  const styles = useStyles();
  const days = useMemo(() => byDay(lines), [lines]);
  const arrivedIds = useMemo(() => new Set(news.map(({ id }) => id)), [news]);
  const frame = useKeptFocus();
  return (
    <div ref={frame}>
      {days.map(({ day, lines: ofDay }) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <h2 id={`day-${day}`} className={styles.day}>
            <DayHeading day={day} />
          </h2>
          <ol className={styles.lines}>
            {ofDay.map((line, index) => (
              <FeedLine
                key={`${line.id} ${line.at}`}
                line={line}
                goesOn={goesOn(line, ofDay[index - 1])}
                isNew={mark !== null && compareCursors(newsCursors.get(line.id) ?? line.cursor, mark) > 0}
                arrived={arrivedIds.has(line.id)}
                open={open.has(line.id)}
                onToggle={onToggle}
                onChange={onChange}
                said={said.get(line.id)}
                onSaid={onSaid}
              />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function DayHeading({ day }: { day: number }) {
  return useTimeWords((now) => dayHeading(new Date(day), now));
}

function byDay(lines: readonly Activity[]): { day: number; lines: Activity[] }[] {
  const days = new Map<number, Activity[]>();
  for (const line of lines) {
    const day = dayOf(line);
    const ofDay = days.get(day);
    if (ofDay) ofDay.push(line);
    else days.set(day, [line]);
  }
  return [...days].map(([day, ofDay]) => ({ day, lines: ofDay }));
}
