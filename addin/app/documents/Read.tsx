/** What was read, in one sentence and as a chart; where it cannot be known, that and why. */
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import type { Figures } from './api.js';
import { PageChart } from './PageChart.js';
import { documentWords, timeWords } from './strings.js';

const words = documentWords.one;

const useStyles = makeStyles({
  padded: { padding: '16px', minWidth: 0, '@media (max-width: 480px)': { padding: '12px' } },
  figures: { display: 'flex', flexWrap: 'wrap', gap: '2px 16px', marginBottom: '12px' },
  big: { fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400, fontWeight: tokens.fontWeightSemibold },
  time: { color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightRegular },
  why: { margin: '0 0 12px', color: tokens.colorNeutralForeground2 },
});

export function Read({ figures }: { figures: Figures }) {
  const styles = useStyles();
  const { readers, finished, downloads, time_ms, list, cannotBeKnown } = figures;
  const none = cannotBeKnown === null ? words.nobody : words.notKnown;
  return (
    <div className={styles.padded}>
      <div className={styles.figures} data-figures>
        <Text className={styles.big}>{readers === 0 ? none : words.figures(readers, finished, downloads)}</Text>
        {time_ms > 0 && <Text className={mergeClasses(styles.big, styles.time)}>{words.inAll(timeWords(time_ms))}</Text>}
      </div>
      {cannotBeKnown !== null && <p className={styles.why}>{cannotBeKnown}</p>}
      {figures.pageCount > 0 && <PageChart figures={figures} label={documentWords.readers.chart} now={list.find(({ now, counts }) => counts && now !== null)?.now ?? null} />}
    </div>
  );
}
