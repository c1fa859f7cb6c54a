/** What came of one mail of a campaign: each rate with its base, those of whom it cannot be known beside it, and who is behind it on request. */
import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { useId, useState } from 'react';
import { ANONYMOUS_FROM_PEOPLE, type StepFigures as Figures } from '../../../connector/campaigns/api.js';
import { StepPeople } from './StepPeople.js';
import { campaignWords } from './strings.js';

const words = campaignWords.figures;

const useStyles = makeStyles({
  figures: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase300 },
  link: { fontSize: 'inherit', lineHeight: 'inherit' },
  people: { alignSelf: 'stretch' },
});

export function StepFigures({ campaignId, day, figures }: { campaignId: string; day: number; figures: Figures }) {
  const styles = useStyles();
  const peopleId = useId();
  const [open, setOpen] = useState(false);
  return (
    <div className={styles.figures} data-figures>
      {sentencesOf(figures).map((says) => (
        <span key={says}>{says}</span>
      ))}
      <Link inline className={styles.link} aria-expanded={open} aria-controls={open ? peopleId : undefined} aria-label={open ? words.hideWho : words.whoOf(day)} onClick={() => setOpen(!open)}>
        {open ? words.hideWho : words.who}
      </Link>
      <div id={peopleId} className={styles.people}>
        {open && <StepPeople campaignId={campaignId} day={day} figures={figures} />}
      </div>
    </div>
  );
}

function sentencesOf({ viewed, notSeen, cannotBeKnown, clicked, clickable, views, clicks, viewRate, clickRate, tooFewToCount }: Figures): string[] {
  const all = viewed + notSeen + cannotBeKnown;
  if (all === 0) return [];
  const isCountedOnly = views + clicks > 0 && viewRate === null && clickRate === null;
  const seen = viewRate === null ? words.unknown(all) : words.viewed(viewed, viewed + notSeen, percentOf(viewRate), cannotBeKnown);
  return [
    isCountedOnly ? words.anonymous(views, clicks) : seen,
    ...(clickRate === null ? [] : [words.clicked(clicked, clickable, percentOf(clickRate), all - clickable)]),
    ...(tooFewToCount ? [words.tooFew(ANONYMOUS_FROM_PEOPLE)] : []),
  ];
}

function percentOf(rate: number): number {
  return Math.round(rate * 100);
}
