/** The mails that did not go, or not when they were planned to, because of a mail that came in. */
import type { EntityManager } from 'typeorm';
import { DateTime } from 'luxon';
import { dataOfLines } from '../feed/index.js';
import type { FoundBy, Mailbox } from '../mailbox/index.js';
import type { HeldPage } from './api.js';
import type { What } from './outcomes.js';

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly campaign_id: string;
  readonly campaign: string;
  readonly address: string;
  readonly name: string;
  readonly day: number;
  readonly subject: string;
  readonly would_go_at: Date;
  readonly what: What | 'went';
  readonly found_by: FoundBy;
  readonly activity_id: string;
}

/** A pause that is over before the next mail was planned held none. */
const didHold = (row: string): string =>
  `${row}.over_at is null and ${row}.found_by is not null and ${row}.position is not null and (${row}.what <> 'paused' or ${row}.would_go_at < ${row}.until)`;

/** Each mail once, by the last that held it. */
const HELD = `
  from outcomes outcome
  where outcome.mailbox_id = $1 and ${didHold('outcome')}
    and not exists (
      select from outcomes later
      where later.mailbox_id = outcome.mailbox_id and later.enrollment_id = outcome.enrollment_id and later.position = outcome.position
        and later.id > outcome.id and ${didHold('later')})`;

/** Newest first. `before` is an id that a page gave as `next`. */
export async function heldMails(tx: EntityManager, mailbox: Mailbox, { limit, before }: { limit: number; before?: string | undefined }, now: Date): Promise<HeldPage> {
  const rows = await tx.query<Row[]>(
    `select held.id::text, held.at, held.campaign_id, campaign.name as campaign, enrollment.address, enrollment.name, step.day, step.subject,
       held.would_go_at, case when send.state = 'sent' then 'went' else held.what end as what, held.found_by, held.activity_id::text
     from (select outcome.* ${HELD} and ($2::bigint is null or outcome.id < $2) order by outcome.id desc limit $3) as held
     join enrollments enrollment on enrollment.mailbox_id = held.mailbox_id and enrollment.id = held.enrollment_id
     join campaigns campaign on campaign.mailbox_id = held.mailbox_id and campaign.id = held.campaign_id
     join steps step on step.mailbox_id = held.mailbox_id and step.campaign_id = held.campaign_id and step.position = held.position
     left join step_sends send on send.mailbox_id = held.mailbox_id and send.enrollment_id = held.enrollment_id and send.position = held.position
     order by held.id desc`,
    [mailbox.id, before ?? null, limit + 1],
  );
  const monday = DateTime.fromJSDate(now, { zone: mailbox.timeZone }).startOf('week').toJSDate();
  const [counts] = await tx.query<{ total: number; this_week: number }[]>(
    `select count(*)::int as total, count(*) filter (where held.at >= $2)::int as this_week
     from (select outcome.* ${HELD}) as held
     where not exists (
       select from step_sends send
       where send.mailbox_id = held.mailbox_id and send.enrollment_id = held.enrollment_id and send.position = held.position and send.state = 'sent')`,
    [mailbox.id, monday],
  );
  const shown = rows.slice(0, limit);
  const lines = await dataOfLines(tx, mailbox.id, shown.map((row) => row.activity_id));
  return {
    held: shown.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      campaign: { id: row.campaign_id, name: row.campaign },
      person: { address: row.address, name: row.name },
      day: row.day,
      subject: row.subject,
      wouldHaveGoneAt: row.would_go_at.toISOString(),
      what: row.what,
      foundBy: row.found_by,
      activityId: row.activity_id,
      reply: lines.get(row.activity_id) ?? {},
    })),
    next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
    thisWeek: counts?.this_week ?? 0,
    total: counts?.total ?? 0,
  };
}
