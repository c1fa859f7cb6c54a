/** One line of the feed: who, what, subject, when; what it brought about; and, opened, what proves it. */
import { Button, Link, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { memo, useId, type MouseEvent } from 'react';
import { addressOf, PageLink } from '../address.js';
import type { Activity, Ended, Person } from '../api/shapes.js';
import { PersonNames, shortName } from '../people.js';
import { Time } from '../time/Time.js';
import { Evidence } from './Evidence.js';
import { KindIcon } from './KindIcon.js';
import { QuestionBlock } from './QuestionBlock.js';
import { feedWords } from './strings.js';

const useStyles = makeStyles({
  line: {
    position: 'relative',
    listStyleType: 'none',
    padding: '12px 12px 12px 20px',
    contentVisibility: 'auto',
    containIntrinsicSize: 'auto 68px',
    cursor: 'default',
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
    ':first-child': { borderTopColor: 'transparent' },
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    '@media (max-width: 480px)': { padding: '10px 4px 10px 12px' },
  },
  goesOn: { borderTopColor: 'transparent', paddingTop: 0, containIntrinsicSize: 'auto 36px', marginTop: '-4px' },
  arrived: {
    animationName: { from: { backgroundColor: tokens.colorBrandBackground2 }, to: { backgroundColor: 'transparent' } },
    animationDuration: '2.5s',
    animationTimingFunction: 'ease-out',
    '@media (prefers-reduced-motion: reduce)': { animationName: 'none' },
  },
  row: { display: 'flex', gap: '12px', alignItems: 'flex-start', '@media (max-width: 480px)': { gap: '8px' } },
  dot: {
    position: 'absolute',
    insetInlineStart: '6px',
    top: '24px',
    width: '8px',
    height: '8px',
    borderRadius: '50%',
    backgroundColor: tokens.colorCompoundBrandBackground,
    '@media (forced-colors: active)': { backgroundColor: 'Highlight', forcedColorAdjust: 'none' },
    '@media (max-width: 480px)': { insetInlineStart: '2px', top: '22px' },
  },
  dotGoesOn: { top: '6px' },
  body: { flex: '1 1 0', minWidth: 0 },
  top: { display: 'flex', gap: '12px', alignItems: 'flex-start', '@media (max-width: 480px)': { gap: '6px' } },
  head: { flex: '1 1 0', minWidth: 0, paddingTop: '2px' },
  text: {
    display: '-webkit-box',
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- line clamping has no other way in today's browsers
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 3,
    overflow: 'hidden',
    overflowWrap: 'anywhere',
    lineHeight: tokens.lineHeightBase300,
  },
  open: { display: 'block' },
  meta: { color: tokens.colorNeutralForeground2 },
  outcome: { marginTop: '4px', overflowWrap: 'anywhere' },
  ended: { fontWeight: tokens.fontWeightSemibold },
  side: { display: 'flex', alignItems: 'center', gap: '4px', '@media (max-width: 480px)': { gap: 0 }, flexShrink: 0, color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  time: { whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' },
  chevron: { transitionProperty: 'rotate', transitionDuration: tokens.durationFaster, '@media (prefers-reduced-motion: reduce)': { transitionDuration: '0s' } },
  turned: { rotate: '180deg' },
  hidden: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

interface FeedLineProps {
  readonly line: Activity;
  readonly goesOn: boolean;
  readonly isNew: boolean;
  readonly arrived: boolean;
  readonly open: boolean;
  readonly onToggle: (id: string) => void;
  readonly onChange: (line: Activity) => void;
}

export const FeedLine = memo(function FeedLine({ line, goesOn, isNew, arrived, open, onToggle, onChange }: FeedLineProps) {
  const styles = useStyles();
  const evidenceId = useId();
  const headId = useId();
  const { data } = line;
  const toggle = () => onToggle(line.id);
  const toggleByMouse = (event: MouseEvent<HTMLElement>) => {
    if (event.target instanceof Element && event.target.closest('a, button, input, label, [data-evidence]')) return;
    if (getSelection()?.isCollapsed === false) return;
    toggle();
  };
  return (
    <li className={mergeClasses(styles.line, goesOn && styles.goesOn, arrived && styles.arrived)} data-line={line.id} data-kind={line.kind} onClick={toggleByMouse}>
      {isNew && (
        <span className={mergeClasses(styles.dot, goesOn && styles.dotGoesOn)}>
          <span className={styles.hidden}>{feedWords.isNew}</span>
        </span>
      )}
      <div className={styles.row}>
        <KindIcon kind={line.kind} small={goesOn} />
        <div className={styles.body}>
          <div className={styles.top}>
            <div id={headId} className={mergeClasses(styles.text, styles.head, open && styles.open)}>
              <Head line={line} short={goesOn} />
            </div>
            <div className={styles.side}>
              <Time at={line.at} className={styles.time} />
              <Button
                appearance="subtle"
                size="small"
                icon={<ChevronDownRegular className={mergeClasses(styles.chevron, open && styles.turned)} />}
                aria-label={open ? feedWords.hide : feedWords.details}
                aria-describedby={headId}
                aria-expanded={open}
                aria-controls={open ? evidenceId : undefined}
                data-control="details"
                onClick={toggle}
              />
            </div>
          </div>
          {!goesOn && <Meta line={line} open={open} />}
          {data.ended?.map((ended) => (
            <div key={ended.enrollmentId} className={styles.outcome}>
              <span className={styles.ended}>
                {feedWords.campaignEnded} <bdi>{nameOfEnded(ended, data)}</bdi>
              </span>
              {' · '}
              <Link inline aria-expanded={open} aria-controls={open ? evidenceId : undefined} onClick={toggle}>
                {feedWords.why}
              </Link>
            </div>
          ))}
          {data.question && <QuestionBlock line={line} question={data.question} onChange={onChange} />}
        </div>
      </div>
      {open && <Evidence id={evidenceId} line={line} />}
    </li>
  );
});

/** Whom a line is about. A report that a mail bounced comes from a server: it is about those the mail was for. */
function concerned({ kind, data }: Activity): readonly Person[] {
  if (kind === 'bounce' && data.writtenTo) return data.writtenTo;
  return data.person ? [data.person] : (data.oneOf ?? data.writtenTo ?? []);
}

/** "Flynn <flynn@…> viewed ×3", "One of flynn@…, alan@… viewed", "Sent to Flynn <…>". */
function Head({ line, short }: { line: Activity; short: boolean }) {
  const { kind, count } = line;
  const before = feedWords.before[kind];
  const people = concerned(line);
  // A bounce names no single one of several; a mail went to all of them.
  const oneOf = people.length > 1 && kind !== 'sent';
  const times = count > 1 && (
    <>
      {' '}
      <b aria-label={feedWords.timesSpoken(count)} role="img">
        {feedWords.times(count)}
      </b>
    </>
  );
  const who = people.length === 0 ? feedWords.someone : <PersonNames people={people} brief={kind !== 'reply'} />;
  if (before !== undefined) {
    return (
      <>
        {before} {oneOf && `${feedWords.oneOf.toLowerCase()} `}
        {who}
        {times}
      </>
    );
  }
  if (short) {
    return (
      <>
        {feedWords.did[kind]}
        {times}
      </>
    );
  }
  return (
    <>
      {oneOf && `${feedWords.oneOf} `}
      {who} {line.data.andMore === undefined ? feedWords.did[kind] : feedWords.andMore(line.data.andMore)}
      {times}
    </>
  );
}

/** The second row: “Arcade lease” · for Flynn · campaign, day. */
function Meta({ line, open }: { line: Activity; open: boolean }) {
  const styles = useStyles();
  const { kind, data } = line;
  const { person, writtenTo, campaign } = data;
  const subject = data.subject === undefined ? undefined : data.subject.trim() ? feedWords.subject(data.subject.trim()) : feedWords.noSubject;
  const others = person && (kind === 'reply' || kind === 'auto_reply') ? (writtenTo ?? []) : [];
  const forOthers = others.some(({ address }) => address.toLowerCase() === person?.address.toLowerCase()) ? [] : others;
  const parts = [
    subject !== undefined && (
      <span key="subject">
        {kind === 'reply' && `${feedWords.to} `}
        <bdi>{subject}</bdi>
      </span>
    ),
    forOthers.length > 0 && (
      <span key="for">
        {feedWords.for} <PersonNames people={forOthers} plain />
      </span>
    ),
    campaign && (
      <span key="campaign">
        <PageLink to={addressOf({ page: 'campaign', id: campaign.id })} quiet>
          <bdi>{campaign.name}</bdi>
        </PageLink>
        {data.day !== undefined && `, ${feedWords.dayOfCampaign(data.day)}`}
      </span>
    ),
    kind === 'auto_reply' && <span key="goes-on">{feedWords.endsNothing}</span>,
    kind === 'failed' && data.reason !== undefined && <span key="reason">{data.reason}</span>,
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <div className={mergeClasses(styles.text, styles.meta, open && styles.open)}>
      {parts.map((part, index) => [index > 0 && ' · ', part])}
    </div>
  );
}

function nameOfEnded(ended: Ended, data: Activity['data']): string {
  const known = [data.person, ...(data.writtenTo ?? [])].find((person) => person?.address.toLowerCase() === ended.address.toLowerCase());
  return known ? shortName(known) : ended.address;
}
