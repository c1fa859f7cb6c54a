/** How a person in a campaign is shown: state, next mail, what was sent, and why it ended. */
import type { EntityManager } from 'typeorm';
import type { ActivityData } from '../feed/index.js';
import type { EnrollmentView } from './api.js';
import type { EndReason, EnrollmentState } from './entities.js';
import { personFared, sentStepsOf, type SentStep } from './fared.js';

interface ViewRow {
  readonly id: string;
  readonly address: string;
  readonly name: string;
  readonly state: EnrollmentState;
  readonly enrolled_at: Date;
  readonly next_day: number | null;
  readonly next_at: Date | null;
  readonly ended_at: Date | null;
  readonly end_reason: EndReason | null;
  readonly end_detail: ActivityData | null;
  readonly success: boolean;
  readonly paused_until: Date | null;
  readonly sent: readonly { readonly day: number; readonly at: string }[];
}

export interface EnrollmentFilter {
  readonly campaignId: string;
  /** Only these; all if absent. */
  readonly ids?: readonly string[];
}

/** People of a campaign, in the order they were enrolled. */
export async function enrollmentViews(tx: EntityManager, mailboxId: string, { campaignId, ids }: EnrollmentFilter): Promise<EnrollmentView[]> {
  const rows = await tx.query<ViewRow[]>(
    `select enrollment.id, enrollment.address, enrollment.name, enrollment.state, enrollment.enrolled_at,
       step.day as next_day, enrollment.next_at, enrollment.ended_at, enrollment.end_reason, enrollment.end_detail, enrollment.success, enrollment.paused_until,
       (select coalesce(jsonb_agg(jsonb_build_object('day', sent_step.day, 'at', send.at) order by send.position), '[]')
        from step_sends send
        join steps sent_step on sent_step.mailbox_id = send.mailbox_id
          and sent_step.campaign_id = enrollment.campaign_id and sent_step.position = send.position
        where send.mailbox_id = enrollment.mailbox_id and send.enrollment_id = enrollment.id and send.state = 'sent') as sent
     from enrollments enrollment
     left join steps step on step.mailbox_id = enrollment.mailbox_id
       and step.campaign_id = enrollment.campaign_id and step.position = enrollment.next_position
     where enrollment.mailbox_id = $1 and enrollment.campaign_id = $2 and ($3::uuid[] is null or enrollment.id = any ($3))
     order by enrollment.enrolled_at, enrollment.address`,
    [mailboxId, campaignId, ids ?? null],
  );
  const steps = await sentStepsOf(tx, mailboxId, campaignId);
  const ofPerson = new Map<string, SentStep[]>();
  for (const step of steps) ofPerson.set(step.enrollmentId, [...(ofPerson.get(step.enrollmentId) ?? []), step]);
  return rows.map((row) => ({ ...viewOf(row), ...personFared(ofPerson.get(row.id) ?? []) }));
}

function viewOf(row: ViewRow): Omit<EnrollmentView, 'seen' | 'viewedAt' | 'clickedAt'> {
  return {
    id: row.id,
    address: row.address,
    name: row.name,
    state: row.state,
    enrolledAt: row.enrolled_at.toISOString(),
    paused: row.paused_until === null ? null : { until: row.paused_until.toISOString() },
    next: row.next_day === null || row.next_at === null ? null : { day: row.next_day, at: row.next_at.toISOString() },
    sent: row.sent.map(({ day, at }) => ({ day, at: new Date(at).toISOString() })),
    end:
      row.ended_at === null || row.end_reason === null
        ? null
        : { at: row.ended_at.toISOString(), reason: row.end_reason, says: sentence(row.end_reason, row), success: row.success, detail: row.end_detail },
  };
}

function sentence(reason: EndReason, { address, end_detail: detail }: ViewRow): string {
  switch (reason) {
    case 'reply': {
      const answerer = detail?.person?.address ?? address;
      return answerer === address ? 'Replied' : `Replied from ${answerer}`;
    }
    case 'bounced':
      return 'The mail could not be delivered';
    case 'departed':
      return 'No longer works there';
    case 'unsubscribed':
      return 'Unsubscribed';
    case 'removed':
      return 'Taken out by hand';
    case 'erased':
      return 'They had their data erased';
    case 'failed':
      return detail?.reason ?? 'The mail could not be sent';
  }
}
