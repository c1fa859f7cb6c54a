/** How the people of a campaign, and its mails, fared: never two states but three, and rates that leave out what nobody can know. */
import type { EntityManager } from 'typeorm';
import { howMessagesFared, sharedFigures, sharedStampId, stepScope, type Fared } from '../tracking/index.js';
import { ANONYMOUS_FROM_PEOPLE, type EnrollmentView, type StepFigures } from './api.js';

export interface SentStep {
  readonly enrollmentId: string;
  /** Somebody may be in a campaign more than once, one time after the other. */
  readonly address: string;
  readonly position: number;
  readonly fared: Fared;
}

export async function sentStepsOf(tx: EntityManager, mailboxId: string, campaignId: string): Promise<SentStep[]> {
  const rows = await tx.query<{ enrollment_id: string; address: string; position: number; message_id: string }[]>(
    `select send.enrollment_id, enrollment.address, send.position, send.message_id from enrollments enrollment
     join step_sends send on send.mailbox_id = enrollment.mailbox_id and send.enrollment_id = enrollment.id
     where enrollment.mailbox_id = $1 and enrollment.campaign_id = $2 and send.state = 'sent'
     order by send.position`,
    [mailboxId, campaignId],
  );
  const fared = await howMessagesFared(tx, mailboxId, rows.map((row) => row.message_id));
  return rows.flatMap((row) => {
    const found = fared.get(row.message_id);
    return found === undefined ? [] : [{ enrollmentId: row.enrollment_id, address: row.address, position: row.position, fared: found }];
  });
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
  const count = (is: (fared: Fared) => boolean): number => sent.filter(({ fared }) => is(fared)).length;
  const sum = (of: (fared: Fared) => number): number => sent.reduce((all, { fared }) => all + of(fared), 0);
  const viewed = count(({ seen }) => seen.state === 'viewed');
  const notSeen = count(({ seen }) => seen.state === 'not-seen');
  const clicked = count(({ figures }) => figures.clicks > 0);
  const clickable = count(({ mode }) => mode === 'full' || mode === 'links');
  const anonymous = new Set(sent.flatMap(({ address, fared }) => (fared.mode === 'anonymous' ? [address] : []))).size;
  const counted = anonymous >= ANONYMOUS_FROM_PEOPLE ? shared : { views: 0, clicks: 0 };
  return {
    viewed,
    notSeen,
    cannotBeKnown: sent.length - viewed - notSeen,
    clicked,
    views: sum(({ figures }) => figures.views) + counted.views,
    clicks: sum(({ figures }) => figures.clicks) + counted.clicks,
    viewRate: viewed + notSeen === 0 ? null : viewed / (viewed + notSeen),
    clickRate: clickable === 0 ? null : clicked / clickable,
    tooFewToCount: anonymous > 0 && anonymous < ANONYMOUS_FROM_PEOPLE,
  };
}
