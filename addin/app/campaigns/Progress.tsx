/** How a campaign's people fare: one bar and its numbers. The bar only repeats what the numbers say. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { TrophyRegular } from '@fluentui/react-icons/svg/trophy';
import type { CampaignSummary } from '../api/shapes.js';
import { campaignWords } from './strings.js';

const words = campaignWords.list;

export const STATES = ['replied', 'active', 'waiting', 'ended', 'finished'] as const;
type Counts = Readonly<Record<(typeof STATES)[number], number>>;

/** Counts that add up: those who replied are not counted again among the ended. */
export function countsOf({ active, waiting, ended, finished, replied }: CampaignSummary['people']): Counts {
  return { active, waiting, replied, ended: Math.max(0, ended - replied), finished };
}

const useStyles = makeStyles({
  frame: { display: 'flex', flexDirection: 'column', gap: '6px', minWidth: 0 },
  bar: { display: 'flex', '&[hidden]': { display: 'none' }, gap: '2px', height: '6px', borderRadius: '3px', overflow: 'hidden', backgroundColor: tokens.colorNeutralBackground4, '@media (forced-colors: active)': { display: 'none' } },
  part: { minWidth: '4px' },
  replied: { backgroundColor: tokens.colorCompoundBrandBackground },
  active: { backgroundColor: tokens.colorBrandStroke2Contrast },
  waiting: { backgroundColor: tokens.colorStatusWarningBackground3 },
  ended: { backgroundColor: tokens.colorNeutralStrokeAccessible },
  finished: { backgroundColor: tokens.colorNeutralStroke1 },
  counts: { display: 'flex', flexWrap: 'wrap', gap: '2px 12px', fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200, color: tokens.colorNeutralForeground2 },
  count: { display: 'inline-flex', alignItems: 'center', gap: '5px', whiteSpace: 'nowrap' },
  success: { color: tokens.colorBrandForeground1, fontWeight: tokens.fontWeightSemibold },
  key: { width: '8px', height: '8px', borderRadius: '2px', '@media (forced-colors: active)': { display: 'none' } },
});

/** @param succeeded how many of them are a success, however they got there: told beside the bar, which holds everybody once. */
export function Progress({ counts, succeeded = 0 }: { counts: Counts; succeeded?: number }) {
  const styles = useStyles();
  const shown = STATES.filter((state) => counts[state] > 0);
  return (
    <span className={styles.frame}>
      <span className={styles.bar} aria-hidden hidden={shown.length === 0}>
        {shown.map((state) => (
          <span key={state} className={mergeClasses(styles.part, styles[state])} style={{ flexGrow: counts[state] }} />
        ))}
      </span>
      <span className={styles.counts}>
        {shown.length === 0 && words.none}
        {shown.map((state) => (
          <span key={state} className={styles.count}>
            <span className={mergeClasses(styles.key, styles[state])} aria-hidden />
            {words.states[state]} {counts[state]}
          </span>
        ))}
        {succeeded > 0 && (
          <span className={mergeClasses(styles.count, styles.success)} data-success>
            <TrophyRegular aria-hidden />
            {campaignWords.figures.success} {succeeded}
          </span>
        )}
      </span>
    </span>
  );
}
