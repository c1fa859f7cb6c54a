/** Puts people into a campaign. Whoever cannot be enrolled is named with the reason; the others are. */
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { append } from '../feed/index.js';
import { ERRORS, type ErrorCode } from '../errors.js';
import { isOwnDomain, personFor } from '../identity/index.js';
import type { Mailbox } from '../mailbox/index.js';
import { enrollmentEntity, stepEntity, type CampaignRow, type StepRow } from './entities.js';
import { isOptedOut } from './opt-outs.js';
import { firstDueAt } from './schedule.js';
import { missingFields } from './template.js';

export interface NewPerson {
  readonly address: string;
  readonly name: string;
}

export interface Refusal {
  readonly address: string;
  readonly code: ErrorCode;
  readonly says: string;
}

export interface Enrolled {
  readonly ids: readonly string[];
  readonly refused: readonly Refusal[];
}

/** Enrolls people from this mailbox. The first mail is due as `firstDueAt` says. */
export async function enroll(tx: EntityManager, mailbox: Mailbox, campaign: CampaignRow, people: readonly NewPerson[], now: Date): Promise<Enrolled> {
  const steps = await tx.find(stepEntity, { where: { mailboxId: mailbox.id, campaignId: campaign.id }, order: { position: 'ASC' } });
  const firstAt = firstDueAt(now, { hour: campaign.sendHour, zone: mailbox.timeZone }, steps[0]?.day);
  const enrolled: (NewPerson & { readonly id: string })[] = [];
  const refused: Refusal[] = [];
  // In one order, so that two requests for the same people cannot wait for each other in a circle.
  const sorted = people.map(({ address, name }) => ({ address: address.toLowerCase(), name })).sort((a, b) => (a.address < b.address ? -1 : 1));
  for (const { address, name } of sorted) {
    const refusal = await refusalOf(tx, steps, { address, name });
    const id = refusal === null ? await insert(tx, campaign, { address, name }, now, firstAt) : null;
    if (id === null) refused.push({ address, ...(refusal ?? refuse('ALREADY_ENROLLED')) });
    else enrolled.push({ id, address, name });
  }
  await tell(tx, mailbox, campaign, enrolled, now);
  return { ids: enrolled.map(({ id }) => id), refused };
}

async function refusalOf(tx: EntityManager, steps: readonly StepRow[], person: NewPerson): Promise<Omit<Refusal, 'address'> | null> {
  if (await isOwnDomain(tx, person.address)) return refuse('OWN_ADDRESS');
  if (await isOptedOut(tx, person.address)) return refuse('OPTED_OUT');
  const missing = steps.flatMap(({ subject, body }) => missingFields(`${subject} ${body}`, person));
  const [field] = missing;
  return field === undefined ? null : refuse('INPUT_INVALID', `The mails use {{${field}}}, and no name is given for this person.`);
}

function refuse(code: ErrorCode, says: string = ERRORS[code].says): Omit<Refusal, 'address'> {
  return { code, says };
}

/** Null if the person is in the campaign already. */
async function insert(tx: EntityManager, campaign: CampaignRow, person: NewPerson, now: Date, firstAt: Date): Promise<string | null> {
  const id = randomUUID();
  const { id: personId } = await personFor(tx, person);
  const inserted = await tx
    .createQueryBuilder()
    .insert()
    .into(enrollmentEntity)
    .values({
      mailboxId: campaign.mailboxId,
      id,
      campaignId: campaign.id,
      personId,
      ...person,
      state: 'active',
      enrolledAt: now,
      nextPosition: 0,
      nextAt: firstAt,
      sendNow: false,
    })
    .orIgnore()
    .returning('id')
    .execute();
  return Array.isArray(inserted.raw) && inserted.raw.length > 0 ? id : null;
}

/** One line for all: five hundred would bury the replies. */
async function tell(tx: EntityManager, mailbox: Mailbox, campaign: CampaignRow, [first, ...others]: readonly NewPerson[], now: Date): Promise<void> {
  if (first === undefined) return;
  await append(tx, {
    mailboxId: mailbox.id,
    at: now,
    kind: 'enrolled',
    messageId: null,
    data: {
      person: { address: first.address, name: first.name },
      ...(others.length === 0 ? {} : { andMore: others.length }),
      campaign: { id: campaign.id, name: campaign.name },
    },
  });
}
