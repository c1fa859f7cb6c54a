/** What came of one mail of a campaign. Rates leave out those of whom it cannot be known, and say so. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { ANONYMOUS_FROM_PEOPLE, type StepFigures as Figures } from '../../../connector/campaigns/api.js';
import { campaignWords } from './strings.js';

const words = campaignWords.figures;

const useStyles = makeStyles({
  figures: { display: 'flex', flexDirection: 'column', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase300 },
});

export function StepFigures({ figures }: { figures: Figures }) {
  const styles = useStyles();
  return (
    <div className={styles.figures} data-figures>
      {sentencesOf(figures).map((says) => (
        <span key={says}>{says}</span>
      ))}
    </div>
  );
}

function sentencesOf({ viewed, notSeen, cannotBeKnown, clicked, views, clicks, viewRate, clickRate, tooFewToCount }: Figures): string[] {
  const seen = viewRate === null ? null : words.viewed(viewed, viewed + notSeen, percentOf(viewRate));
  const followed = clickRate === null ? null : words.clicked(clicked, percentOf(clickRate));
  const isCountedOnly = views + clicks > 0 && seen === null && followed === null;
  return [
    [seen, followed].filter((one) => one !== null).join(' · '),
    isCountedOnly ? words.anonymous(views, clicks) : '',
    cannotBeKnown > 0 && !isCountedOnly ? words.unknown(cannotBeKnown, seen !== null) : '',
    tooFewToCount ? words.tooFew(ANONYMOUS_FROM_PEOPLE) : '',
  ].flatMap((one) => (one === '' ? [] : [one.charAt(0).toUpperCase() + one.slice(1)]));
}

function percentOf(rate: number): number {
  return Math.round(rate * 100);
}
