/** Puts people into a campaign. Whoever cannot be enrolled is named with the reason; the others are. */
import type { EntityManager } from 'typeorm';
import { append } from '../feed/index.js';
import { ERRORS, type ErrorCode } from '../errors.js';
import { ownAmong, peopleFor } from '../identity/index.js';
import type { Mailbox } from '../mailbox/index.js';
import { stepEntity, type CampaignRow, type StepRow } from './entities.js';
import { optedOutAmong } from './opt-outs.js';
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
  // In one order, so that two requests for the same people cannot wait for each other in a circle.
  const sorted = people.map(({ address, name }) => ({ address: address.toLowerCase(), name })).sort((a, b) => (a.address < b.address ? -1 : 1));
  const addresses = sorted.map(({ address }) => address);
  const [own, optedOut] = [await ownAmong(tx, addresses), await optedOutAmong(tx, addresses)];
  const refused: Refusal[] = [];
  const welcome = sorted.filter((person) => {
    const refusal = own.has(person.address) ? refuse('OWN_ADDRESS') : optedOut.has(person.address) ? refuse('OPTED_OUT') : refusalOf(steps, person);
    if (refusal !== null) refused.push({ address: person.address, ...refusal });
    return refusal === null;
  });
  // A person named twice is taken once.
  const wanted = welcome.filter(({ address }, index) => address !== welcome[index - 1]?.address);
  const enrolled = await insert(tx, campaign, wanted, now, firstAt);
  const taken = wanted.filter(({ address }) => enrolled.has(address));
  for (const person of welcome) if (!taken.includes(person)) refused.push({ address: person.address, ...refuse('ALREADY_ENROLLED') });
  await tell(tx, mailbox, campaign, taken, now);
  return { ids: [...enrolled.values()], refused };
}

function refusalOf(steps: readonly StepRow[], person: NewPerson): Omit<Refusal, 'address'> | null {
  const missing = steps.flatMap(({ subject, body }) => missingFields(`${subject} ${body}`, person));
  const [field] = missing;
  return field === undefined ? null : refuse('INPUT_INVALID', `The mails use {{${field}}}, and no name is given for this person.`);
}

function refuse(code: ErrorCode, says: string = ERRORS[code].says): Omit<Refusal, 'address'> {
  return { code, says };
}

/** Ids of the enrollments by address, without those who are in the campaign already. */
async function insert(tx: EntityManager, campaign: CampaignRow, people: readonly NewPerson[], now: Date, firstAt: Date): Promise<Map<string, string>> {
  const personIds = await peopleFor(tx, people);
  const rows = await tx.query<{ id: string; address: string }[]>(
    `insert into enrollments (mailbox_id, campaign_id, person_id, address, name, state, enrolled_at, next_position, next_at)
     select $1, $2, person_id, address, name, 'active', $3, 0, $4
     from unnest($5::uuid[], $6::text[], $7::text[]) as person (person_id, address, name)
     order by address
     on conflict do nothing
     returning id, address`,
    [
      campaign.mailboxId,
      campaign.id,
      now,
      firstAt,
      people.map(({ address }) => personIds.get(address)),
      people.map(({ address }) => address),
      people.map(({ name }) => name),
    ],
  );
  return new Map(rows.map(({ id, address }) => [address, id]));
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
