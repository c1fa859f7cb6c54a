/** What a line brought about, each with the way to its reasons: ended, paused, offered, taken back, or waiting for the rep. */
import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { addressOf, PageLink } from '../address.js';
import type { Activity, ActivityData, Ended } from '../api/shapes.js';
import { shortName } from '../people.js';
import { Time, useTimeWords } from '../time/Time.js';
import { untilWords } from '../time/words.js';
import { AlarmBlock } from './AlarmBlock.js';
import { CONSEQUENCES, severityOf } from './bounce-words.js';
import { concerned, sameAddress } from './LineWords.js';
import { QuestionBlock } from './QuestionBlock.js';
import { feedWords } from './strings.js';

const useStyles = makeStyles({
  outcome: { marginTop: '4px', overflowWrap: 'anywhere' },
  strong: { fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground2 },
});

interface OutcomeProps {
  readonly line: Activity;
  readonly open: boolean;
  readonly evidenceId: string;
  readonly onToggle: () => void;
  readonly onChange: (line: Activity) => void;
}

export function Outcome({ line, open, evidenceId, onToggle, onChange }: OutcomeProps) {
  const styles = useStyles();
  const { kind, data } = line;
  const { ended = [], paused, contact, joined, undone, question, alarm, watching } = data;
  const why = (
    <Link inline aria-expanded={open} aria-controls={open ? evidenceId : undefined} onClick={onToggle}>
      {feedWords.why}
    </Link>
  );
  const standing = undone === undefined;
  const asksOnly = ended.length === 0 && !paused && question !== undefined && kind !== 'question' && kind !== 'alarm';
  return (
    <>
      {standing &&
        ended.map((one) => (
          <div key={one.enrollmentId} className={styles.outcome}>
            <span className={styles.strong}>
              {feedWords.campaignEnded} <bdi>{nameOf(one, data)}</bdi>
            </span>
            {data.success === true && ` · ${feedWords.success}`} · {why}
          </div>
        ))}
      {standing && paused && (
        <div className={styles.outcome}>
          <span className={styles.strong}>
            {feedWords.paused} <bdi>{concerned(line).map(shortName).join(', ')}</bdi> <Until at={paused.until} />
          </span>{' '}
          · {why}
        </div>
      )}
      {kind === 'bounce' && ended.length === 0 && (
        <div className={styles.outcome}>
          <span className={styles.quiet}>{CONSEQUENCES[severityOf(data)]}</span>
        </div>
      )}
      {contact && <Offer contact={contact} campaignId={data.campaign?.id ?? ended[0]?.campaignId} />}
      {standing && joined && (
        <div className={styles.outcome}>
          <bdi>{feedWords.joined(joined.address, joined.to)}</bdi>
        </div>
      )}
      {undone && (
        <div className={styles.outcome}>
          {feedWords.undone} · <Time at={undone.at} style="when" />
        </div>
      )}
      {watching && <Watching watching={watching} />}
      {alarm && <AlarmBlock line={line} alarm={alarm} onChange={onChange} />}
      {question && <QuestionBlock line={line} question={question} why={asksOnly ? why : undefined} onChange={onChange} />}
    </>
  );
}

/** Why it stopped and what that means; or, once it is over, whether anything was missed. */
function Watching({ watching: { state, says, late } }: { watching: NonNullable<ActivityData['watching']> }) {
  const styles = useStyles();
  const words = feedWords.watching;
  return (
    <div className={styles.outcome}>
      {says} {state === 'stopped' ? words.waits : late > 0 && words.late(late)} <PageLink to={addressOf({ page: 'watched' })}>{words.more}</PageLink>
    </div>
  );
}

function Until({ at }: { at: string }) {
  return useTimeWords((now) => feedWords.until(untilWords(new Date(at), now)));
}

/** Somebody an automatic answer names instead: to be added by hand, never by itself. */
function Offer({ contact, campaignId }: { contact: NonNullable<ActivityData['contact']>; campaignId: string | undefined }) {
  const styles = useStyles();
  const { name, address } = contact;
  const words = contact.as === 'stand-in' ? feedWords.standIn : feedWords.successor;
  return (
    <div className={styles.outcome}>
      {words}{' '}
      <bdi>
        {name.trim() && `${name.trim()} `}
        {name.trim() ? `<${address}>` : address}
      </bdi>
      {campaignId !== undefined && (
        <>
          {' · '}
          <PageLink to={`${addressOf({ page: 'campaign', id: campaignId })}?add=${encodeURIComponent(name.trim() ? `${name.trim()} <${address}>` : address)}`}>
            {feedWords.addContact(shortName(contact))}
          </PageLink>
        </>
      )}
    </div>
  );
}

function nameOf({ address, name = '' }: Ended, data: ActivityData): string {
  if (name.trim() !== '') return shortName({ address, name });
  const known = [data.person, ...(data.writtenTo ?? []), ...(data.oneOf ?? [])].find((person) => person && sameAddress(person.address, address));
  return known ? shortName(known) : address;
}
