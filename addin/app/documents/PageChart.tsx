/**
 * Which pages were read, and for how long: a bar of time over each page's thumbnail. Where there is
 * little room the bars lie down, a page a row. The bars only repeat what the words beside them say.
 */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { CSSProperties } from 'react';
import type { Figures } from './api.js';
import { Path } from './Path.js';
import { documentWords, timeWords } from './strings.js';
import { Thumbnail } from './Thumbnail.js';

const words = documentWords.chart;
const BAR_HEIGHT_PX = 96;
/** Width of a page's column; the path's line is drawn by it. */
const COLUMN_PX = 92;
const NARROW = '@media (max-width: 560px)';

const useStyles = makeStyles({
  scroll: { overflowX: 'auto', padding: '4px 2px', ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` } },
  row: { position: 'relative', display: 'flex', margin: 0, padding: 0, width: 'max-content', minWidth: '100%', [NARROW]: { flexDirection: 'column', width: 'auto' } },
  page: {
    listStyleType: 'none',
    boxSizing: 'border-box',
    flexShrink: 0,
    width: `${COLUMN_PX}px`,
    padding: '0 6px',
    display: 'flex',
    flexDirection: 'column',
    gap: '4px',
    contentVisibility: 'auto',
    containIntrinsicSize: `${COLUMN_PX}px 220px`,
    [NARROW]: { width: '100%', display: 'grid', gridTemplateColumns: '52px minmax(0, 1fr)', gap: '2px 10px', alignItems: 'center', padding: '4px 0', containIntrinsicSize: 'auto 48px' },
  },
  bars: { height: `${BAR_HEIGHT_PX}px`, display: 'flex', flexDirection: 'column', justifyContent: 'flex-end', [NARROW]: { height: '8px', gridColumn: 2, flexDirection: 'row', justifyContent: 'flex-start' } },
  bar: {
    borderRadius: '3px 3px 0 0',
    backgroundColor: tokens.colorCompoundBrandBackground,
    minHeight: '2px',
    height: 'var(--part)',
    [NARROW]: { height: '8px', width: 'var(--part)', minWidth: '2px', borderRadius: '3px' },
    '@media (forced-colors: active)': { backgroundColor: 'Highlight' },
  },
  none: { backgroundColor: tokens.colorNeutralStroke2 },
  now: { outline: `2px solid ${tokens.colorCompoundBrandStroke}`, outlineOffset: '2px', borderRadius: tokens.borderRadiusMedium },
  picture: { [NARROW]: { gridColumn: 1, gridRow: '1 / 3' } },
  says: { fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200, textAlign: 'center', fontVariantNumeric: 'tabular-nums', [NARROW]: { gridColumn: 2, textAlign: 'start' } },
  time: { fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground2 },
  path: { [NARROW]: { display: 'none' } },
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

/** @param part 0 to 1 of the longest */
function lengthOf(part: number): CSSProperties & { readonly '--part': string } {
  return { '--part': `${100 * part}%` };
}

export function PageChart({ figures: { documentId, version, pageCount, pages }, label, path = [], now = null }: PageChartProps) {
  const styles = useStyles();
  const read = new Map(pages.map((one) => [one.page, one]));
  const longest_ms = Math.max(1, ...pages.map(({ time_ms }) => time_ms));
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={label} data-chart>
      <ol className={styles.row}>
        {Array.from({ length: pageCount }, (_, index) => {
          const page = index + 1;
          const { time_ms = 0, readers = 0 } = read.get(page) ?? {};
          return (
            <li key={page} className={styles.page} data-page={page}>
              <span className={styles.bars} aria-hidden>
                <span className={mergeClasses(styles.bar, time_ms === 0 && styles.none)} style={lengthOf(time_ms / longest_ms)} />
              </span>
              <span className={mergeClasses(styles.picture, page === now && styles.now)}>
                <Thumbnail documentId={documentId} version={version} page={page} ready />
              </span>
              <span className={styles.says}>
                <span className={styles.quiet}>{words.page(page)}</span>{' '}
                <span className={mergeClasses(time_ms > 0 ? styles.time : styles.quiet)}>{time_ms > 0 ? timeWords(time_ms) : words.notRead}</span>
                {readers > 1 && <span className={styles.quiet}> {words.readers(readers)}</span>}
                {page === now && <span className={styles.time}> {words.now}</span>}
              </span>
            </li>
          );
        })}
        {path.length > 1 && (
          <li className={mergeClasses(styles.path)} aria-hidden style={{ listStyleType: 'none' }}>
            <Path path={path} columnWidth_px={COLUMN_PX} height_px={BAR_HEIGHT_PX} />
          </li>
        )}
      </ol>
    </div>
  );
}
