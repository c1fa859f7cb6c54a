/** What a line rests on, for whoever asks "why?": how we know, what it is, what found it, what followed, and the way back. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { Facts, type Fact } from '../Facts.js';
import { addressOf, PageLink } from '../address.js';
import type { Activity, ActivityData } from '../api/shapes.js';
import { timeWords } from '../documents/strings.js';
import { PersonNames } from '../people.js';
import { exactWords } from '../time/words.js';
import { causeOf, codesIn } from './bounce-words.js';
import { Reasons } from './Reasons.js';
import { useSentFacts } from './sent-facts.js';
import { feedWords } from './strings.js';
import { canUndo, UndoBlock } from './UndoBlock.js';

const words = feedWords.evidence;

const useStyles = makeStyles({
  place: { margin: '10px 0 4px 44px', '@media (max-width: 480px)': { margin: '8px 4px 4px 0' } },
  raw: { display: 'block', fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground2 },
  lines: { margin: 0, padding: 0, listStyleType: 'none' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

export function Evidence({ id, line, onChange }: { id: string; line: Activity; onChange: (line: Activity) => void }) {
  const { at, kind, count, data, messageId } = line;
  const sent = useSentFacts(kind === 'sent' ? messageId : null);
  const moment = exactWords(new Date(at));
  const when: Fact = [words.happened, count > 1 ? `${words.countLast(count)} ${moment}` : moment];
  return (
    <div id={id} className={useStyles().place} data-evidence>
      <Facts facts={[...factsOf(kind, data), when, ...sent, ...(messageId === null ? [] : [mailOf(messageId, data)])]} />
      {canUndo(line) && <UndoBlock line={line} onChange={onChange} />}
    </div>
  );
}

function mailOf(messageId: string, { subject }: ActivityData): Fact {
  return [
    words.mail,
    <>
      <bdi>{subject?.trim() ? feedWords.subject(subject.trim()) : feedWords.noSubject}</bdi> <PageLink to={addressOf({ page: 'mail', id: messageId })}>{words.allAbout}</PageLink>
    </>,
  ];
}

/** What is known about an activity beyond its line, most telling first. */
export function factsOf(kind: Activity['kind'], data: ActivityData): Fact[] {
  const { person, oneOf, writtenTo, evidence, reason, mailKind, foundBy, bounce } = data;
  const facts: Fact[] = [];
  if (evidence) facts.push([words.matched, <Match evidence={evidence} certain={data.certain !== false} />]);
  if (bounce && bounce.recipients.length > 0) facts.push([words.undelivered, <Undelivered bounce={bounce} />]);
  if (mailKind !== undefined) facts.push([words.what, <Kind mailKind={mailKind} reasons={reasonsBeside(evidence, data.reasons ?? [])} />]);
  if (reason !== undefined && !isTold(kind, data)) facts.push([reasonTerm(kind, data.certain !== false), kind === 'auto_reply' && mailKind === undefined ? <Automatic reason={reason} /> : reason]);
  if (data.document) facts.push(...documentFacts(data.document));
  if (data.destination !== undefined) facts.push([words.destination, <bdi>{data.destination}</bdi>]);
  if (data.withoutImages === true) facts.push([words.images, words.withoutImages]);
  if (foundBy !== undefined) facts.push([words.found, words.foundBy[foundBy]]);
  facts.push(...consequences(kind, data));
  if (person) facts.push([kind === 'bounce' ? words.reportedBy : words.who, <PersonNames people={[person]} plain />]);
  if (!person && oneOf && oneOf.length > 0) {
    facts.push([
      oneOf.length > 1 ? words.oneOfThese : words.who,
      <>
        <PersonNames people={oneOf} plain />
        {oneOf.length > 1 && `. ${words.oneBody}`}
      </>,
    ]);
  }
  if (writtenTo && writtenTo.length > 0) facts.push([words.writtenTo, <PersonNames people={writtenTo} plain />]);
  return facts;
}

function documentFacts({ documentId, name, seen, pageCount, forwarded, gaveAddress }: NonNullable<ActivityData['document']>): Fact[] {
  return [
    [
      words.documentIs,
      <>
        <bdi>{feedWords.subject(name)}</bdi> <PageLink to={addressOf({ page: 'document', id: documentId })}>{words.allRead}</PageLink>
      </>,
    ],
    [words.pages, seen === null ? words.notTold : `${feedWords.document.read(seen.pages, pageCount)} · ${timeWords(seen.time_ms)}`],
    ...(forwarded === null ? [] : [[words.forwarded, forwarded] satisfies Fact]),
    ...(gaveAddress ? [[words.address, words.gaveAddress] satisfies Fact] : []),
  ];
}

/** What the words of the mail under "what it is" say already. */
function isTold(kind: Activity['kind'], { mailKind, reasons = [] }: ActivityData): boolean {
  return (kind === 'auto_reply' || kind === 'bounce') && mailKind !== undefined && reasons.length > 0;
}

/** Those that the sentence of the match does not hold already. */
function reasonsBeside(evidence: ActivityData['evidence'], reasons: NonNullable<ActivityData['reasons']>): NonNullable<ActivityData['reasons']> {
  return reasons.filter(({ says }) => says.trim() === '' || evidence?.says.includes(says.trim()) !== true);
}

function consequences(kind: Activity['kind'], { ended, paused, mailKind, question, undone }: ActivityData): Fact[] {
  const takenBack = undone && words.takenBack(exactWords(new Date(undone.at)));
  const facts = (ended ?? []).map((one): Fact => [
    words.ended,
    <>
      <bdi>{(one.name ?? '').trim() === '' ? one.address : `${one.name} <${one.address}>`}</bdi>
      {' · '}
      <PageLink to={addressOf({ page: 'campaign', id: one.campaignId })}>
        <bdi>{one.campaign}</bdi>
      </PageLink>
      {`. ${takenBack ?? words.noMore}`}
    </>,
  ]);
  if (paused) {
    const until = exactWords(new Date(paused.until));
    const usual = paused.returnDate === null ? words.noReturnDate : '';
    facts.push([words.followed, takenBack === undefined ? `${words.pausedUntil(until)} ${usual}` : `${words.waited(until)} ${takenBack}`]);
  }
  const isAnswer = mailKind !== undefined && kind !== 'sent';
  if (facts.length === 0 && isAnswer && question === undefined) facts.push([words.followed, words.followedNothing]);
  return facts;
}

/** The sentence, and the header itself unless the sentence has it. */
function Match({ evidence, certain }: { evidence: NonNullable<ActivityData['evidence']>; certain: boolean }) {
  const styles = useStyles();
  return (
    <>
      <bdi>{evidence.says}</bdi>
      {!certain && ` ${words.probably}`}
      {!evidence.says.includes(evidence.messageId) && (
        <bdi className={styles.raw}>
          {evidence.header}: {evidence.messageId}
        </bdi>
      )}
    </>
  );
}

/** The kind, and what gave it away. */
function Kind({ mailKind, reasons }: { mailKind: NonNullable<ActivityData['mailKind']>; reasons: NonNullable<ActivityData['reasons']> }) {
  return (
    <>
      {words.kinds[mailKind]}
      {reasons.length > 0 && <Reasons reasons={reasons} />}
    </>
  );
}

function Undelivered({ bounce }: { bounce: NonNullable<ActivityData['bounce']> }) {
  const styles = useStyles();
  return (
    <ul className={styles.lines}>
      {bounce.recipients.map((one) => (
        <li key={one.address}>
          <bdi>{one.address}</bdi>: {causeOf(one)} {codesIn(one) !== null && <span className={styles.quiet}>({codesIn(one)})</span>}
        </li>
      ))}
    </ul>
  );
}

function Automatic({ reason }: { reason: string }) {
  return (
    <>
      {reason}
      <br />
      {words.automaticMeans}
    </>
  );
}

function reasonTerm(kind: Activity['kind'], certain: boolean): string {
  if (kind === 'view') return certain ? words.view : words.viewProbably;
  if (kind === 'document') return certain ? words.document : words.documentProbably;
  if (kind === 'click') return certain ? words.click : words.clickProbably;
  return kind === 'auto_reply' ? words.automatic : words.reason;
}
