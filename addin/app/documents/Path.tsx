/** The way one reader went through the pages, as a faint line over the chart: it rises with time. */
import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  line: { position: 'absolute', insetBlockStart: 0, insetInlineStart: 0, width: '100%', pointerEvents: 'none', overflow: 'visible' },
  stroke: { fill: 'none', stroke: tokens.colorNeutralForeground3, strokeWidth: '1.5px', strokeDasharray: '3 3', opacity: 0.8, vectorEffect: 'non-scaling-stroke' },
});

interface PathProps {
  readonly path: readonly number[];
  readonly pageCount: number;
  readonly height_px: number;
}

/** Drawn in pages across, so that it fits however wide a page's column is. */
export function Path({ path, pageCount, height_px }: PathProps) {
  const styles = useStyles();
  const points = path.map((page, index) => `${page - 0.5},${height_px - (height_px * index) / (path.length - 1)}`);
  return (
    <svg className={styles.line} height={height_px} viewBox={`0 0 ${pageCount} ${height_px}`} preserveAspectRatio="none" data-path>
      <polyline className={styles.stroke} points={points.join(' ')} />
    </svg>
  );
}
