/**
 * The people of a campaign: state, reason, and what proves it on request. A table by its roles,
 * which hold where a narrow page lays its cells out below one another.
 */
import { Button, Link, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { useId, useMemo, useState } from 'react';
import type { Activity, Campaign, EnrollmentView } from '../api/shapes.js';
import { Facts } from '../Facts.js';
import { QuestionBlock } from '../feed/QuestionBlock.js';
import { useKeptFocus } from '../feed/useKeptFocus.js';
import { fillSubject } from './fill-subject.js';
import { PersonName, shortName } from '../people.js';
import { surface } from '../surface.js';
import { untilWords } from '../time/words.js';
import { removePerson, sendNow } from './api.js';
import { ConfirmAction, type Confirmation } from './ConfirmAction.js';
import { FareWords, reasonsFor, StateWords } from './StateWords.js';
import { campaignWords } from './strings.js';

const words = campaignWords.one;

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
  reasons: { display: 'flex', flexDirection: 'column', gap: '8px' },
  evidence: { gridColumnStart: 1, gridColumnEnd: -1, display: 'block', paddingTop: '6px' },
});

interface PeopleTableProps {
  readonly campaign: Campaign;
  /** The feed's lines: those with open questions are answered here, too. */
  readonly lines: readonly Activity[];
  readonly onAnswered: (line: Activity) => void;
  readonly onChanged: () => void;
}

export function PeopleTable({ campaign, lines, onAnswered, onChanged }: PeopleTableProps) {
  const styles = useStyles();
  const rows = useKeptFocus();
  const [asked, setAsked] = useState<Confirmation | null>(null);
  const asking = useMemo(() => openQuestions(lines), [lines]);
  const askToRemove = (enrollment: EnrollmentView) => {
    const { title, says, confirm, cancel } = campaignWords.remove;
    setAsked({ title: title(shortName(enrollment)), says, confirm, cancel, act: () => removePerson(campaign.id, enrollment.id) });
  };
  const askToSend = (enrollment: EnrollmentView) => {
    const { next, paused } = enrollment;
    if (next === null) return;
    const { title, says, saysAway, confirm, cancel } = campaignWords.sendNow;
    const subject = fillSubject(campaign.steps.find(({ day }) => day === next.day)?.subject ?? '', enrollment);
    setAsked({ title: title(subject, shortName(enrollment)), says: paused ? saysAway(untilWords(new Date(paused.until), new Date())) : says, confirm, cancel, act: () => sendNow(campaign.id, enrollment.id, next.day) });
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
              <PersonRow
                key={enrollment.id}
                enrollment={enrollment}
                asking={asking.get(enrollment.id)}
                onRemove={() => askToRemove(enrollment)}
                onSend={() => askToSend(enrollment)}
                onAnswered={(line) => {
                  onAnswered(line);
                  onChanged();
                }}
              />
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
  /** The line whose question holds this person. */
  readonly asking: Activity | undefined;
  readonly onAnswered: (line: Activity) => void;
  readonly onRemove: () => void;
  readonly onSend: () => void;
}

function PersonRow({ enrollment, asking, onAnswered, onRemove, onSend }: PersonRowProps) {
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
        <FareWords enrollment={enrollment} />
      </td>
      <td role="cell" className={mergeClasses(styles.cell, styles.action)}>
        {inIt && <Button appearance="subtle" size="small" icon={<DeleteRegular />} aria-label={words.removeOne(name)} title={words.remove} onClick={onRemove} />}
      </td>
      {open && (
        <td role="cell" className={styles.evidence}>
          <div id={whyId} className={styles.reasons}>
            {asking?.data.question && <QuestionBlock line={asking} question={asking.data.question} onChange={onAnswered} />}
            <Facts facts={reasonsFor(enrollment, asking !== undefined)} />
          </div>
        </td>
      )}
    </tr>
  );
}

/** Open questions of the feed's lines, by the people they hold. */
function openQuestions(lines: readonly Activity[]): Map<string, Activity> {
  const asking = new Map<string, Activity>();
  for (const line of lines) {
    if (line.data.question?.state !== 'open') continue;
    for (const { enrollmentId } of line.data.question.options) if (!asking.has(enrollmentId)) asking.set(enrollmentId, line);
  }
  return asking;
}
