/**
 * The people of a campaign: state, reason, and what proves it on request. A table by its roles,
 * which hold where a narrow page lays its cells out below one another.
 */
import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { useId, useState } from 'react';
import { addressOf, PageLink } from '../address.js';
import type { Campaign, EnrollmentView } from '../api/shapes.js';
import { EvidenceList } from '../feed/Evidence.js';
import { PersonName, shortName } from '../people.js';
import { Time } from '../time/Time.js';
import { exactWords } from '../time/words.js';
import { RemovePerson } from './RemovePerson.js';
import { campaignWords } from './strings.js';

const words = campaignWords.one;
const states = campaignWords.state;

const NARROW = '@media (max-width: 560px)';

const useStyles = makeStyles({
  table: { display: 'block', borderRadius: tokens.borderRadiusXLarge, backgroundColor: tokens.colorNeutralBackground1, boxShadow: tokens.shadow2, overflowWrap: 'anywhere' },
  group: { display: 'block' },
  row: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 5fr) minmax(0, 6fr) 32px',
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
  why: { minWidth: 0, height: '20px', padding: '0 4px', fontWeight: tokens.fontWeightRegular, color: tokens.colorBrandForegroundLink, textDecorationLine: 'underline' },
  evidence: { gridColumnStart: 1, gridColumnEnd: -1, display: 'block', '> dl': { margin: '6px 0 2px' } },
});

export function PeopleTable({ campaign, onChanged }: { campaign: Campaign; onChanged: () => void }) {
  const styles = useStyles();
  const [removing, setRemoving] = useState<EnrollmentView | null>(null);
  return (
    <>
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
            <PersonRow key={enrollment.id} enrollment={enrollment} onRemove={() => setRemoving(enrollment)} />
          ))}
        </tbody>
      </table>
      <RemovePerson campaignId={campaign.id} enrollment={removing} onClose={() => setRemoving(null)} onRemoved={onChanged} />
    </>
  );
}

function PersonRow({ enrollment, onRemove }: { enrollment: EnrollmentView; onRemove: () => void }) {
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const whyId = useId();
  const name = shortName(enrollment);
  const inIt = enrollment.state === 'active' || enrollment.state === 'waiting';
  return (
    <tr role="row" className={styles.row} data-person={enrollment.address}>
      <td role="cell" className={styles.cell}>
        <PersonName person={enrollment} />
      </td>
      <td role="cell" className={mergeClasses(styles.cell, styles.state)}>
        <StateWords enrollment={enrollment} />
        {' · '}
        <Button
          appearance="transparent"
          size="small"
          className={styles.why}
          aria-expanded={open}
          aria-controls={open ? whyId : undefined}
          aria-label={open ? words.hide : words.whyFor(name)}
          onClick={() => setOpen(!open)}
        >
          {open ? words.hide : words.why}
        </Button>
      </td>
      <td role="cell" className={mergeClasses(styles.cell, styles.action)}>
        {inIt && <Button appearance="subtle" size="small" icon={<DeleteRegular />} aria-label={words.removeOne(name)} title={words.remove} onClick={onRemove} />}
      </td>
      {open && (
        <td role="cell" className={styles.evidence}>
          <Reasons id={whyId} enrollment={enrollment} />
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
function Reasons({ id, enrollment }: { id: string; enrollment: EnrollmentView }) {
  const { state, end, sent, enrolledAt } = enrollment;
  return (
    <>
      {end?.detail && <EvidenceList id={`${id}-evidence`} at={end.at} kind={end.reason === 'reply' ? 'reply' : 'ended'} data={{ ...end.detail, ended: undefined }} />}
      <FactList id={id}>
        {end && <Fact term={states.reason}>{end.says}</Fact>}
        {state === 'waiting' && (
          <Fact term={states.waiting}>
            {states.waitingWhy} <PageLink to={addressOf({ page: 'feed' })}>{states.toFeed}</PageLink>
          </Fact>
        )}
        {state === 'finished' && <Fact term={states.finished}>{states.finishedWhy}</Fact>}
        <Fact term={states.sentDays}>
          {sent.length === 0
            ? states.sentNone
            : sent.map(({ day, at }, index) => (
                <span key={day}>
                  {index > 0 && ', '}
                  {words.day(day)}: <Time at={at} style="when" />
                </span>
              ))}
        </Fact>
        <Fact term={states.since}>{exactWords(new Date(enrolledAt))}</Fact>
      </FactList>
    </>
  );
}

const useFactStyles = makeStyles({
  list: { display: 'grid', gridTemplateColumns: 'minmax(96px, max-content) minmax(0, 1fr)', gap: '4px 16px', [NARROW]: { gridTemplateColumns: 'minmax(0, 1fr)', gap: '2px' } },
  term: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0 },
});

function FactList({ id, children }: { id: string; children: React.ReactNode }) {
  return (
    <dl id={id} className={useFactStyles().list}>
      {children}
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  const styles = useFactStyles();
  return (
    <>
      <dt className={styles.term}>{term}</dt>
      <dd className={styles.value}>{children}</dd>
    </>
  );
}
