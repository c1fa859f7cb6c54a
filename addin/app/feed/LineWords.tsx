/** The words of a line: its first row, who did what, and its second, about what. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { addressOf, PageLink } from '../address.js';
import type { Activity, Person } from '../api/shapes.js';
import { timeWords } from '../documents/strings.js';
import { PersonNames } from '../people.js';
import { useTimeWords } from '../time/Time.js';
import { spanWords, untilWords, fromWords } from '../time/words.js';
import { causeOf, severityOf } from './bounce-words.js';
import { shortDestination } from './destination.js';
import { feedWords } from './strings.js';

const useStyles = makeStyles({
  meta: {
    display: '-webkit-box',
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- line clamping has no other way in today's browsers
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 3,
    overflow: 'hidden',
    overflowWrap: 'anywhere',
    lineHeight: tokens.lineHeightBase300,
    color: tokens.colorNeutralForeground2,
  },
  open: { display: 'block' },
});

/** Kinds in which somebody answers in their own words or by their programs. */
const ANSWERS: readonly Activity['kind'][] = ['reply', 'auto_reply', 'calendar', 'receipt', 'mail'];

/** Whom a line is about. A report that a mail bounced comes from a server: it is about those it names. */
export function concerned({ kind, data }: Activity): readonly Person[] {
  if (kind === 'bounce') {
    const known = [...(data.writtenTo ?? []), ...(data.oneOf ?? []), ...(data.person ? [data.person] : [])];
    const failed = data.bounce?.recipients.map(({ address }) => known.find((person) => sameAddress(person.address, address)) ?? { address, name: '' }) ?? [];
    if (failed.length > 0) return failed;
    if (data.writtenTo) return data.writtenTo;
  }
  return data.person ? [data.person] : (data.oneOf ?? data.writtenTo ?? []);
}

export function sameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function Did({ line: { kind, data } }: { line: Activity }) {
  const probably = data.certain === false && `${feedWords.probably} `;
  if (kind === 'document' && data.document) {
    const { documentId, name, now } = data.document;
    return (
      <>
        {probably}
        {now === null ? feedWords.document.opened : feedWords.document.isReading}{' '}
        <PageLink to={addressOf({ page: 'document', id: documentId })} quiet>
          <bdi>{feedWords.subject(name)}</bdi>
        </PageLink>
        {now !== null && ` ${feedWords.document.now}`}
      </>
    );
  }
  if (kind !== 'click' || data.destination === undefined) {
    return (
      <>
        {probably}
        {wordsOf(kind, data)}
      </>
    );
  }
  return (
    <>
      {probably}
      {feedWords.clicked} <bdi>{feedWords.subject(shortDestination(data.destination))}</bdi>
    </>
  );
}

function wordsOf(kind: Activity['kind'], { calendar, receipt }: Activity['data']): string {
  if (kind === 'calendar' && calendar) return feedWords.met[calendar];
  if (kind === 'receipt' && receipt) return feedWords.receipts[receipt];
  return feedWords.did[kind];
}

/** "Flynn <flynn@…> viewed ×3", "One of flynn@…, alan@… viewed", "Sent to Flynn <…>". */
export function Head({ line, short }: { line: Activity; short: boolean }) {
  const { kind, count, data } = line;
  if (data.watching) return <Watching watching={data.watching} />;
  if (kind === 'alarm') return data.alarm?.says ?? data.reason ?? feedWords.someone;
  const before = kind === 'bounce' ? feedWords.bounced[severityOf(data)] : feedWords.before[kind];
  const people = concerned(line);
  // A bounce without names says none of several; a mail went to all of them.
  const named = kind === 'sent' || kind === 'written' || (kind === 'bounce' && (data.bounce?.recipients.length ?? 0) > 0);
  const oneOf = people.length > 1 && !named;
  const times = count > 1 && (
    <>
      {' '}
      <b aria-label={feedWords.timesSpoken(count)} role="img">
        {feedWords.times(count)}
      </b>
    </>
  );
  const who = people.length === 0 ? feedWords.someone : <PersonNames people={people} brief={kind !== 'reply' && kind !== 'mail'} />;
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
        <Did line={line} />
        {times}
      </>
    );
  }
  return (
    <>
      {oneOf && `${feedWords.oneOf} `}
      {who} {data.andMore === undefined ? <Did line={line} /> : feedWords.andMore(data.andMore)}
      {times}
    </>
  );
}

function Watching({ watching: { state, from, until } }: { watching: NonNullable<Activity['data']['watching']> }) {
  return useTimeWords((now) =>
    state === 'stopped' || until === null ? feedWords.watching.stopped(fromWords(new Date(from), now)) : feedWords.watching.resumed(spanWords(new Date(from), new Date(until), now)),
  );
}

/** “Arcade lease” · for Flynn · campaign, day · the cause. */
export function Meta({ line, open, action }: { line: Activity; open: boolean; action?: ReactNode }) {
  const styles = useStyles();
  const parts = [...partsOf(line), action].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <div className={mergeClasses(styles.meta, open && styles.open)}>
      {parts.map((part, index) => [index > 0 && ' · ', part])}
    </div>
  );
}

function partsOf({ kind, data, messageId }: Activity): ReactNode[] {
  const { person, writtenTo, campaign } = data;
  const subject = data.subject === undefined ? undefined : data.subject.trim() ? feedWords.subject(data.subject.trim()) : feedWords.noSubject;
  const others = person && ANSWERS.includes(kind) ? (writtenTo ?? []) : [];
  const forOthers = others.some(({ address }) => sameAddress(address, person?.address ?? '')) ? [] : others;
  return [
    ...readOf(data.document),
    kind === 'alarm' && person && (
      <span key="person">
        <PersonNames people={[person]} plain />
      </span>
    ),
    kind === 'bounce' && <span key="cause">{causeIn(data)}</span>,
    subject !== undefined && (
      <span key="subject">
        {kind === 'reply' && `${feedWords.to} `}
        {(kind === 'click' || kind === 'document') && `${feedWords.in} `}
        {messageId === null ? (
          <bdi>{subject}</bdi>
        ) : (
          <PageLink to={addressOf({ page: 'mail', id: messageId })} quiet>
            <bdi>{subject}</bdi>
          </PageLink>
        )}
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
    data.withoutImages === true && <span key="images">{withoutImagesWords(kind)}</span>,
    data.paused && <Away key="away" returnDate={data.paused.returnDate} />,
    kind === 'auto_reply' && !data.paused && (data.ended?.length ?? 0) === 0 && <span key="goes-on">{feedWords.endsNothing}</span>,
    (kind === 'failed' || kind === 'written' || kind === 'receipt') && data.reason !== undefined && <span key="reason">{data.reason}</span>,
  ];
}

export function withoutImagesWords(kind: Activity['kind']): string {
  return feedWords.withoutImages[kind === 'click' || kind === 'document' ? kind : 'reply'];
}

/** "page 7 of 12 · 4 min 02 s" while it is being read, then "9 of 12 pages · 4 min · to the end". */
export function readOf(document: Activity['data']['document']): ReactNode[] {
  if (!document) return [];
  const words = feedWords.document;
  const { seen, now, pageCount, finished, downloads, forwarded } = document;
  return [
    now !== null && <span key="page">{words.pageNow(now, pageCount)}</span>,
    now === null && seen !== null && seen.pages > 0 && <span key="pages">{words.read(seen.pages, pageCount)}</span>,
    seen !== null && seen.pages > 0 && <span key="time">{timeWords(seen.time_ms)}</span>,
    finished && <span key="finished">{words.finished}</span>,
    downloads > 0 && <span key="downloads">{words.downloaded(downloads)}</span>,
    forwarded !== null && <span key="forwarded">{words.forwarded}</span>,
  ];
}

/** What the report says of the first it names; of one that names nobody, what it says at all. */
function causeIn({ bounce, reason }: Activity['data']): string {
  const cause = bounce ? causeOf(bounce.recipients[0] ?? bounce) : (reason ?? causeOf({ status: null, smtp: null }));
  // It stands in a row with other facts.
  return cause.replace(/\.$/, '');
}

function Away({ returnDate }: { returnDate: string | null }) {
  const words = useTimeWords((now) => (returnDate === null ? feedWords.noReturnDate : feedWords.backOn(untilWords(dateOf(returnDate), now))));
  return <span>{words}</span>;
}

/** A calendar date has no time zone: it is the same day here. */
export function dateOf(day: string): Date {
  return new Date(`${day.slice(0, 10)}T12:00:00`);
}
