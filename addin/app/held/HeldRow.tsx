/** One mail that did not go: whose, which, when it would have gone, and what came in first. */
import { Link, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useId, useState } from 'react';
import { addressOf, PageLink } from '../address.js';
import type { Activity, ActivityData, HeldMail } from '../api/shapes.js';
import { Facts } from '../Facts.js';
import { factsOf } from '../feed/Evidence.js';
import { feedWords } from '../feed/strings.js';
import { PersonName, shortName } from '../people.js';
import { Time } from '../time/Time.js';
import { lengthWords } from '../time/words.js';
import { heldWords as words } from './strings.js';

/** Told only where it was a close thing. */
const CLOSE_MS = 60 * 60_000;

const useStyles = makeStyles({
  row: { listStyleType: 'none', padding: '12px 20px', borderTop: `1px solid ${tokens.colorNeutralStroke3}`, ':first-child': { borderTopColor: 'transparent' }, overflowWrap: 'anywhere', '@media (max-width: 480px)': { padding: '10px 12px' } },
  top: { display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: '2px 16px' },
  what: { fontWeight: tokens.fontWeightSemibold },
  ended: { color: tokens.colorBrandForeground1 },
  waiting: { color: tokens.colorStatusWarningForeground3 },
  quiet: { color: tokens.colorNeutralForeground2 },
  facts: { marginTop: '10px' },
});

export function HeldRow({ held }: { held: HeldMail }) {
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const factsId = useId();
  const { person, campaign, reply, what, foundBy } = held;
  const early_ms = new Date(held.wouldHaveGoneAt).getTime() - new Date(held.at).getTime();
  const name = shortName(person);
  return (
    <li className={styles.row} data-held={held.id}>
      <div className={styles.top}>
        <span>
          <PersonName person={person} />
        </span>
        <span className={mergeClasses(styles.what, what === 'ended' && styles.ended, what === 'waiting' && styles.waiting)}>{words.what[what]}</span>
      </div>
      <div className={styles.quiet}>
        <bdi>{feedWords.subject(held.subject)}</bdi>
        {' · '}
        <PageLink to={addressOf({ page: 'campaign', id: campaign.id })} quiet>
          <bdi>{campaign.name}</bdi>
        </PageLink>
        {`, ${words.day(held.day)} · ${words.wouldHaveGone} `}
        <Time at={held.wouldHaveGoneAt} style="when" />
      </div>
      <div>
        {words.heldBack} <Cause reply={reply} /> · {words.found[foundBy]}
        {early_ms >= 0 && early_ms < CLOSE_MS && `, ${words.before(lengthWords(early_ms))}`}
        {' · '}
        <Link inline aria-expanded={open} aria-controls={open ? factsId : undefined} aria-label={open ? words.hide : words.whyFor(name)} onClick={() => setOpen(!open)}>
          {open ? words.hide : words.why}
        </Link>
        {what === 'waiting' && (
          <>
            {' · '}
            <PageLink to={addressOf({ page: 'feed' })}>{words.toFeed}</PageLink>
          </>
        )}
      </div>
      {open && (
        <div className={styles.facts}>
          <Facts id={factsId} facts={factsOf(kindOf(reply), { ...reply, foundBy: reply.foundBy ?? foundBy })} />
        </div>
      )}
    </li>
  );
}

/** "kevinf@flynnsarcade.com, who answered “Arcade lease”" */
function Cause({ reply }: { reply: ActivityData }) {
  const kind = kindOf(reply);
  const did = kind === 'auto_reply' || kind === 'bounce' || kind === 'calendar' || kind === 'receipt' || kind === 'reply' ? words.of[kind] : words.of.other;
  const failed = kind === 'bounce' ? reply.bounce?.recipients[0] : undefined;
  const who = failed?.address ?? reply.person?.address ?? words.someone;
  return (
    <>
      <bdi>{who}</bdi>, who {did}
      {reply.subject !== undefined && reply.subject.trim() !== '' && kind !== 'bounce' && (
        <>
          {' '}
          <bdi>{feedWords.subject(reply.subject.trim())}</bdi>
        </>
      )}
    </>
  );
}

/** The kind of line that tells of it. */
function kindOf({ mailKind, evidence }: ActivityData): Activity['kind'] {
  switch (mailKind) {
    case 'auto_reply':
    case 'receipt':
    case 'calendar':
      return mailKind;
    case 'bounce_hard':
    case 'bounce_soft':
    case 'bounce_delayed':
      return 'bounce';
    case 'human_reply':
    case 'other':
    case undefined:
      return evidence ? 'reply' : 'mail';
  }
}
