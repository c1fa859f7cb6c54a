/**
 * The people of a campaign: state, reason, and what proves it on request. A table by its roles,
 * which hold where a narrow page lays its cells out below one another.
 */
import { Button, Link, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { useId, useState } from 'react';
import { addressOf, PageLink } from '../address.js';
import type { Campaign, EnrollmentView } from '../api/shapes.js';
import { Facts, type Fact } from '../Facts.js';
import { factsOf } from '../feed/Evidence.js';
import { useKeptFocus } from '../feed/useKeptFocus.js';
import { PersonName, shortName } from '../people.js';
import { surface } from '../surface.js';
import { Time } from '../time/Time.js';
import { exactWords } from '../time/words.js';
import { removePerson, sendNow } from './api.js';
import { ConfirmAction, type Confirmation } from './ConfirmAction.js';
import { campaignWords } from './strings.js';

const words = campaignWords.one;
const states = campaignWords.state;

const NARROW = '@media (max-width: 560px)';

const useStyles = makeStyles({
  table: { display: 'block', ...surface, overflowWrap: 'anywhere' },
  group: { display: 'block' },
  row: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 4fr) minmax(0, 6fr) 32px',
    gap: '2px 16px',
    alignItems: 'center',
    padding: '10px 12px 10px 16px',
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
    contentVisibility: 'auto',
    containIntrinsicSize: 'auto 52px',
    [NARROW]: { gridTemplateColumns: 'minmax(0, 1fr) 32px', padding: '10px 8px 10px 12px' },
  },
  head: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, borderTopColor: 'transparent', paddingBottom: '4px', [NARROW]: { display: 'none' } },
  headCell: { textAlign: 'start', fontWeight: tokens.fontWeightRegular },
  cell: { display: 'block', minWidth: 0 },
  state: { [NARROW]: { gridColumnStart: 1, gridRowStart: 2 } },
  action: { [NARROW]: { gridColumnStart: 2, gridRowStart: 1, gridRowEnd: 'span 2' } },
  strong: { fontWeight: tokens.fontWeightSemibold },
  replied: { color: tokens.colorBrandForeground1 },
  waiting: { color: tokens.colorStatusWarningForeground3 },
  evidence: { gridColumnStart: 1, gridColumnEnd: -1, display: 'block', paddingTop: '6px' },
});

export function PeopleTable({ campaign, onChanged }: { campaign: Campaign; onChanged: () => void }) {
  const styles = useStyles();
  const rows = useKeptFocus();
  const [asked, setAsked] = useState<Confirmation | null>(null);
  const askToRemove = (enrollment: EnrollmentView) => {
    const { title, says, confirm, cancel } = campaignWords.remove;
    setAsked({ title: title(shortName(enrollment)), says, confirm, cancel, act: () => removePerson(campaign.id, enrollment.id) });
  };
  const askToSend = (enrollment: EnrollmentView) => {
    const { next } = enrollment;
    if (next === null) return;
    const { title, says, confirm, cancel } = campaignWords.sendNow;
    const subject = campaign.steps.find(({ day }) => day === next.day)?.subject ?? '';
    setAsked({ title: title(subject, shortName(enrollment)), says, confirm, cancel, act: () => sendNow(campaign.id, enrollment.id, next.day) });
  };
  return (
    <>
      <div ref={rows}>
        <table role="table" className={styles.table} aria-labelledby="people">
          <thead role="rowgroup" className={styles.group}>
            <tr role="row" className={mergeClasses(styles.row, styles.head)}>
              <th role="columnheader" className={styles.headCell}>
                {words.person}
              </th>
              <th role="columnheader" className={styles.headCell}>
                {words.state}
              </th>
              <td role="cell" />
            </tr>
          </thead>
          <tbody role="rowgroup" className={styles.group}>
            {campaign.enrollments.map((enrollment) => (
              <PersonRow key={enrollment.id} enrollment={enrollment} onRemove={() => askToRemove(enrollment)} onSend={() => askToSend(enrollment)} />
            ))}
          </tbody>
        </table>
      </div>
      <ConfirmAction asked={asked} onClose={() => setAsked(null)} onDone={onChanged} />
    </>
  );
}

interface PersonRowProps {
  readonly enrollment: EnrollmentView;
  readonly onRemove: () => void;
  readonly onSend: () => void;
}

function PersonRow({ enrollment, onRemove, onSend }: PersonRowProps) {
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const whyId = useId();
  const name = shortName(enrollment);
  const inIt = enrollment.state === 'active' || enrollment.state === 'waiting';
  return (
    <tr role="row" className={styles.row} data-person={enrollment.address} data-line={enrollment.id}>
      <td role="cell" className={styles.cell}>
        <PersonName person={enrollment} />
      </td>
      <td role="cell" className={mergeClasses(styles.cell, styles.state)}>
        <StateWords enrollment={enrollment} />
        {' · '}
        {enrollment.state === 'active' && enrollment.next && (
          <>
            <Link inline aria-label={words.sendOne(name)} onClick={onSend}>
              {words.sendNow}
            </Link>
            {' · '}
          </>
        )}
        <Link inline aria-expanded={open} aria-controls={open ? whyId : undefined} aria-label={open ? words.hide : words.whyFor(name)} data-control="details" onClick={() => setOpen(!open)}>
          {open ? words.hide : words.why}
        </Link>
      </td>
      <td role="cell" className={mergeClasses(styles.cell, styles.action)}>
        {inIt && <Button appearance="subtle" size="small" icon={<DeleteRegular />} aria-label={words.removeOne(name)} title={words.remove} onClick={onRemove} />}
      </td>
      {open && (
        <td role="cell" className={styles.evidence}>
          <Facts id={whyId} facts={reasonsFor(enrollment)} />
        </td>
      )}
    </tr>
  );
}

function StateWords({ enrollment }: { enrollment: EnrollmentView }) {
  const styles = useStyles();
  const { state, next, end } = enrollment;
  if (state === 'active') {
    return (
      <>
        <span className={styles.strong}>{states.inCampaign}</span>
        {next && (
          <>
            {' · '}
            {states.next} <Time at={next.at} style="when" />
          </>
        )}
      </>
    );
  }
  if (state === 'waiting') return <span className={mergeClasses(styles.strong, styles.waiting)}>{states.waiting}</span>;
  if (state === 'finished' || !end) return <span className={styles.strong}>{state === 'finished' ? states.finished : states.ended}</span>;
  const from = end.reason === 'reply' ? end.detail?.person : undefined;
  return (
    <>
      <span className={mergeClasses(styles.strong, end.reason === 'reply' && styles.replied)}>{states.ended}</span>
      {' · '}
      {from ? (
        <>
          {states.repliedFrom} <bdi>{from.address}</bdi>
        </>
      ) : (
        states.reasons[end.reason]
      )}{' '}
      <Time at={end.at} style="when" />
    </>
  );
}

/** Everything known about why this person is in this state. */
function reasonsFor({ state, end, sent, enrolledAt }: EnrollmentView): Fact[] {
  const facts: Fact[] = [];
  if (end) facts.push([states.reason, <bdi>{end.says}</bdi>]);
  if (end?.detail) facts.push(...factsOf(end.reason === 'reply' ? 'reply' : 'ended', { ...end.detail, ended: undefined }));
  if (end) facts.push([states.endedAt, exactWords(new Date(end.at))]);
  if (state === 'waiting') {
    facts.push([
      states.waiting,
      <>
        {states.waitingWhy} <PageLink to={addressOf({ page: 'feed' })}>{states.toFeed}</PageLink>
      </>,
    ]);
  }
  if (state === 'finished') facts.push([states.finished, states.finishedWhy]);
  const mails = sent.map(({ day, at }) => `${words.day(day)}: ${exactWords(new Date(at))}`);
  facts.push([states.sentDays, mails.length === 0 ? states.sentNone : mails.join('; ')]);
  facts.push([states.since, exactWords(new Date(enrolledAt))]);
  return facts;
}
