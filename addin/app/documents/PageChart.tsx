/**
 * Which pages were read, and for how long: a bar of time over each page's thumbnail. Where there is
 * little room, whatever the window's width, the bars lie down, a page a row. The bars only repeat
 * what the words beside them say. Long documents scroll within the chart, which begins where they
 * were read; the browser lays out and loads only what is in view.
 */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { memo, useLayoutEffect, useRef, type CSSProperties } from 'react';
import type { Figures } from './api.js';
import { Path } from './Path.js';
import { documentWords, timeWords } from './strings.js';
import { Thumbnail } from './Thumbnail.js';

const words = documentWords.chart;
const BAR_HEIGHT_PX = 96;
/** Least width of a page's column. */
const COLUMN_PX = 76;
const COLUMN_AT_MOST_PX = 132;
/** Of the chart itself: it also stands in half a page. */
const NARROW = '@container (max-width: 480px)';

const useStyles = makeStyles({
  place: { containerType: 'inline-size', minWidth: 0 },
  scroll: {
    overflow: 'auto',
    padding: '4px 2px',
    scrollbarWidth: 'thin',
    borderRadius: tokens.borderRadiusMedium,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
    [NARROW]: { maxHeight: '400px' },
  },
  row: { position: 'relative', display: 'flex', margin: 0, padding: 0, width: 'max-content', [NARROW]: { flexDirection: 'column', width: 'auto' } },
  page: {
    listStyleType: 'none',
    boxSizing: 'border-box',
    flex: `1 0 ${COLUMN_PX}px`,
    width: `${COLUMN_PX}px`,
    padding: '0 5px',
    display: 'flex',
    flexDirection: 'column',
    gap: '4px',
    [NARROW]: { flex: 'none', width: '100%', display: 'grid', gridTemplateColumns: '44px minmax(0, 1fr)', gap: '2px 10px', alignItems: 'center', padding: '4px 0', contentVisibility: 'auto', containIntrinsicSize: 'auto 44px' },
  },
  bars: {
    height: `${BAR_HEIGHT_PX}px`,
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'flex-end',
    padding: '0 6px',
    [NARROW]: { height: '8px', gridColumn: 2, flexDirection: 'row', justifyContent: 'flex-start', padding: 0, alignSelf: 'start' },
  },
  bar: {
    borderRadius: '3px 3px 0 0',
    backgroundColor: tokens.colorCompoundBrandBackground,
    minHeight: '3px',
    height: 'var(--part)',
    [NARROW]: { height: '8px', minHeight: 0, width: 'var(--part)', minWidth: '3px', borderRadius: '3px' },
    '@media (forced-colors: active)': { backgroundColor: 'Highlight', forcedColorAdjust: 'none' },
  },
  none: { backgroundColor: tokens.colorNeutralStroke2, '@media (forced-colors: active)': { backgroundColor: 'GrayText' } },
  now: { outline: `2px solid ${tokens.colorCompoundBrandStroke}`, outlineOffset: '1px' },
  picture: { display: 'block', borderRadius: tokens.borderRadiusMedium, [NARROW]: { gridColumn: 1, gridRow: '1 / 3' } },
  says: {
    display: 'flex',
    flexDirection: 'column',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    textAlign: 'center',
    fontVariantNumeric: 'tabular-nums',
    [NARROW]: { gridColumn: 2, gridRow: 1, flexDirection: 'row', flexWrap: 'wrap', gap: '0 6px', textAlign: 'start' },
  },
  time: { fontWeight: tokens.fontWeightSemibold },
  live: { color: tokens.colorBrandForeground1, fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground2 },
  path: { listStyleType: 'none', [NARROW]: { display: 'none' } },
});

interface PageChartProps {
  readonly figures: Pick<Figures, 'documentId' | 'version' | 'pageCount' | 'pages'>;
  /** What is charted, for whom reads with a screen reader. */
  readonly label: string;
  /** Pages in the order one reader looked at them. */
  readonly path?: readonly number[];
  /** Page that is being read now. */
  readonly now?: number | null;
}

export function PageChart({ figures: { documentId, version, pageCount, pages }, label, path = [], now = null }: PageChartProps) {
  const styles = useStyles();
  const scroller = useRef<HTMLDivElement>(null);
  const read = new Map(pages.map((one) => [one.page, one]));
  const longest_ms = Math.max(1, ...pages.map(({ time_ms }) => time_ms));
  const beginAt = now ?? pages.reduce((first, { page, readers }) => (readers > 0 ? Math.min(first, page) : first), pageCount + 1);
  const begun = useRef(false);
  useLayoutEffect(() => {
    const box = scroller.current;
    const place = box?.querySelector<HTMLElement>(`[data-page="${beginAt}"]`);
    if (begun.current || !box || !place) return;
    begun.current = true;
    const row = box.getBoundingClientRect();
    const at = place.getBoundingClientRect();
    // A page before, so that it shows that there are some.
    if (at.right > row.right) box.scrollLeft += at.left - row.left - at.width;
    if (at.bottom > row.bottom) box.scrollTop += at.top - row.top - at.height;
  }, [beginAt]);
  return (
    <div className={styles.place}>
      <div ref={scroller} className={styles.scroll} tabIndex={0} role="group" aria-label={label} data-chart>
        <ol className={styles.row} style={{ minWidth: `min(100%, ${COLUMN_AT_MOST_PX * pageCount}px)` }}>
          {Array.from({ length: pageCount }, (_, index) => {
            const { time_ms = 0, readers = 0 } = read.get(index + 1) ?? {};
            return <OnePage key={index} documentId={documentId} version={version} page={index + 1} time_ms={time_ms} readers={readers} part={Math.round((1_000 * time_ms) / longest_ms) / 1_000} isNow={index + 1 === now} />;
          })}
          {path.length > 1 && (
            <li className={styles.path} aria-hidden>
              <Path path={path} pageCount={pageCount} height_px={BAR_HEIGHT_PX} />
            </li>
          )}
        </ol>
      </div>
    </div>
  );
}

interface OnePageProps {
  readonly documentId: string;
  readonly version: number;
  readonly page: number;
  readonly time_ms: number;
  readonly readers: number;
  /** 0 to 1 of the page read longest. */
  readonly part: number;
  readonly isNow: boolean;
}

/** Drawn anew only if something of it changed: a document has hundreds of them. */
const OnePage = memo(function OnePage({ documentId, version, page, time_ms, readers, part, isNow }: OnePageProps) {
  const styles = useStyles();
  const isRead = readers > 0;
  return (
    <li className={styles.page} data-page={page} data-read={isRead}>
      <span className={styles.bars} aria-hidden>
        <span className={mergeClasses(styles.bar, !isRead && styles.none)} style={lengthOf(part)} />
      </span>
      <span className={mergeClasses(styles.picture, isNow && styles.now)}>
        <Thumbnail documentId={documentId} version={version} page={page} ready square />
      </span>
      <span className={styles.says}>
        <span className={styles.quiet}>{words.page(page)}</span> <span className={isRead ? styles.time : styles.quiet}>{isRead ? timeWords(time_ms) : words.notRead}</span>
        {readers > 1 && <span className={styles.quiet}> {words.readers(readers)}</span>}
        {isNow && <span className={styles.live}> {words.now}</span>}
      </span>
    </li>
  );
});

function lengthOf(part: number): CSSProperties & { readonly '--part': string } {
  return { '--part': `${100 * part}%` };
}
