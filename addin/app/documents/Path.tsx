/** The way one reader went through the pages, as a faint line over the chart: it rises with time. */
import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  line: { position: 'absolute', insetBlockStart: '4px', insetInlineStart: 0, pointerEvents: 'none', overflow: 'visible' },
  stroke: { fill: 'none', stroke: tokens.colorNeutralStrokeAccessible, strokeWidth: '1.5px', strokeDasharray: '3 3', opacity: 0.75 },
  end: { fill: tokens.colorNeutralStrokeAccessible },
});

interface PathProps {
  readonly path: readonly number[];
  readonly columnWidth_px: number;
  readonly height_px: number;
}

export function Path({ path, columnWidth_px, height_px }: PathProps) {
  const styles = useStyles();
  const points = path.map((page, index) => ({ x: (page - 0.5) * columnWidth_px, y: height_px - (height_px * index) / Math.max(1, path.length - 1) }));
  const last = points.at(-1);
  return (
    <svg className={styles.line} width={Math.max(...path) * columnWidth_px} height={height_px}>
      <polyline className={styles.stroke} points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
      {last && <circle className={styles.end} cx={last.x} cy={last.y} r={3} />}
    </svg>
  );
}
