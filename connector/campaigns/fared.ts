/** How the people of a campaign, and its mails, fared: never two states but three, and rates that leave out what nobody can know. */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../errors.js';
import { howMessagesFared, sharedFigures, sharedStampId, stepScope, type Fared } from '../tracking/index.js';
import { ANONYMOUS_FROM_PEOPLE, type EnrollmentView, type StepFigures, type StepPerson } from './api.js';

export interface SentStep {
  readonly enrollmentId: string;
  /** Somebody may be in a campaign more than once, one time after the other. */
  readonly address: string;
  readonly name: string;
  readonly messageId: string;
  readonly position: number;
  readonly fared: Fared;
}

/** In the order the people were enrolled; of all mails, or of one. */
export async function sentStepsOf(tx: EntityManager, mailboxId: string, campaignId: string, position: number | null = null): Promise<SentStep[]> {
  const rows = await tx.query<Omit<SentStep, 'fared'>[]>(
    `select send.enrollment_id as "enrollmentId", enrollment.address, enrollment.name, send.message_id as "messageId", send.position from enrollments enrollment
     join step_sends send on send.mailbox_id = enrollment.mailbox_id and send.enrollment_id = enrollment.id
     where enrollment.mailbox_id = $1 and enrollment.campaign_id = $2 and send.state = 'sent' and ($3::int is null or send.position = $3)
     order by send.position, enrollment.enrolled_at, enrollment.address`,
    [mailboxId, campaignId, position],
  );
  const fared = await howMessagesFared(tx, mailboxId, rows.map(({ messageId }) => messageId));
  return rows.flatMap((row) => {
    const found = fared.get(row.messageId);
    return found === undefined ? [] : [{ ...row, fared: found }];
  });
}

/** Everybody a mail of a campaign went to, and how each fared: who is behind its figures. Throws NOT_FOUND. */
export async function peopleOfStep(tx: EntityManager, mailboxId: string, campaignId: string, day: number): Promise<StepPerson[]> {
  const [step] = await tx.query<{ position: number }[]>('select position from steps where mailbox_id = $1 and campaign_id = $2 and day = $3', [mailboxId, campaignId, day]);
  if (step === undefined) throw new ReadbackError('NOT_FOUND', 'There is no such mail in this campaign.');
  return (await sentStepsOf(tx, mailboxId, campaignId, step.position)).map(stepPerson);
}

/** Pure. */
export function stepPerson({ enrollmentId, address, name, messageId, fared: { seen, figures, clicksKnown } }: SentStep): StepPerson {
  const { views, lastViewedAt, clicks, lastClickedAt } = figures;
  return { enrollmentId, address, name, messageId, seen, views, viewedAt: lastViewedAt, clicked: clicks > 0 ? 'clicked' : clicksKnown ? 'not-clicked' : 'cannot-be-known', clicks, clickedAt: lastClickedAt };
}

/** Of one person, all mails together: viewed if any was, else unknown if any is. Pure. */
export function personFared(steps: readonly SentStep[]): Pick<EnrollmentView, 'seen' | 'viewedAt' | 'clickedAt'> {
  const seen = steps.map(({ fared }) => fared.seen);
  const at = (times: readonly (string | null)[]): string | null => times.reduce((last, time) => (time !== null && (last === null || time > last) ? time : last), null);
  return {
    seen: seen.find(({ state }) => state === 'viewed') ?? seen.findLast(({ state }) => state === 'cannot-be-known') ?? seen.at(-1) ?? null,
    viewedAt: at(steps.map(({ fared }) => fared.figures.lastViewedAt)),
    clickedAt: at(steps.map(({ fared }) => fared.figures.lastClickedAt)),
  };
}

/** By position. */
export async function figuresOfSteps(tx: EntityManager, mailboxId: string, campaignId: string, positions: readonly number[], sent: readonly SentStep[]): Promise<Map<number, StepFigures>> {
  const stamps = positions.map((position) => ({ mailboxId, position, stampId: sharedStampId(mailboxId, stepScope(campaignId, position)) }));
  const shared = await sharedFigures(tx, stamps);
  return new Map(stamps.map(({ position, stampId }) => [position, stepFigures(sent.filter((one) => one.position === position), shared.get(stampId) ?? { views: 0, clicks: 0 })]));
}

/** Pure. */
export function stepFigures(sent: readonly SentStep[], shared: { readonly views: number; readonly clicks: number }): StepFigures {
  const people = sent.map(stepPerson);
  const count = (is: (person: StepPerson) => boolean): number => people.filter(is).length;
  const sum = (of: (person: StepPerson) => number): number => people.reduce((all, person) => all + of(person), 0);
  const viewed = count(({ seen }) => seen.state === 'viewed');
  const notSeen = count(({ seen }) => seen.state === 'not-seen');
  const clicked = count((person) => person.clicked === 'clicked');
  const clickable = clicked + count((person) => person.clicked === 'not-clicked');
  const anonymous = new Set(sent.flatMap(({ address, fared }) => (fared.mode === 'anonymous' ? [address] : []))).size;
  const counted = anonymous >= ANONYMOUS_FROM_PEOPLE ? shared : { views: 0, clicks: 0 };
  return {
    viewed,
    notSeen,
    cannotBeKnown: people.length - viewed - notSeen,
    clicked,
    clickable,
    views: sum(({ views }) => views) + counted.views,
    clicks: sum(({ clicks }) => clicks) + counted.clicks,
    viewRate: viewed + notSeen === 0 ? null : viewed / (viewed + notSeen),
    clickRate: clickable === 0 ? null : clicked / clickable,
    tooFewToCount: anonymous > 0 && anonymous < ANONYMOUS_FROM_PEOPLE,
  };
}
