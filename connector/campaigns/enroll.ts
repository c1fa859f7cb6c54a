/** Puts people into a campaign. Whoever cannot be enrolled is named with the reason; the others are. */
import type { EntityManager } from 'typeorm';
import { append } from '../feed/index.js';
import { ERRORS, type ErrorCode } from '../errors.js';
import { knownPeople, ownAmong, peopleFor, teamOfUser, teamsOfReps } from '../identity/index.js';
import type { Mailbox } from '../mailbox/index.js';
import { stepEntity, type CampaignRow, type StepRow } from './entities.js';
import { optedOutAmong } from './opt-outs.js';
import { heldAmong } from './person-holds.js';
import { firstDueAt } from './schedule.js';
import { missingFields } from './template.js';
import { undeliverableAmong } from './undeliverable.js';

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
  /** People not enrolled yet, about whom the rep should know something first. */
  readonly warnings: readonly Refusal[];
}

/**
 * Enrolls people from this mailbox. The first mail is due as `firstDueAt` says.
 * @param confirmed people about whom there is a warning are taken too: the rep has seen it
 */
export async function enroll(
  tx: EntityManager,
  mailbox: Mailbox,
  campaign: CampaignRow,
  people: readonly NewPerson[],
  now: Date,
  confirmed = true,
): Promise<Enrolled> {
  const steps = await tx.find(stepEntity, { where: { mailboxId: mailbox.id, campaignId: campaign.id }, order: { position: 'ASC' } });
  const firstAt = firstDueAt(now, { hour: campaign.sendHour, zone: mailbox.timeZone }, steps[0]?.day);
  // In one order, so that two requests for the same people cannot wait for each other in a circle.
  const sorted = people.map(({ address, name }) => ({ address: address.toLowerCase(), name })).sort((a, b) => (a.address < b.address ? -1 : 1));
  const known = await knownOf(tx, mailbox, sorted.map(({ address }) => address));
  const refused: Refusal[] = [];
  const warnings: Refusal[] = [];
  const welcome = sorted.filter((person) => {
    const refusal = refusalOf(known, person.address) ?? holeFor(steps, person);
    const warning = refusal === null && !confirmed && known.answered.has(person.address) ? refuse('ANSWERED_BEFORE') : null;
    if (refusal !== null) refused.push({ address: person.address, ...refusal });
    if (warning !== null) warnings.push({ address: person.address, ...warning });
    return refusal === null && warning === null;
  });
  // A person named twice is taken once.
  const wanted = welcome.filter(({ address }, index) => address !== welcome[index - 1]?.address);
  const enrolled = await insert(tx, campaign, wanted, now, firstAt);
  const taken = wanted.filter(({ address }) => enrolled.has(address));
  for (const person of welcome) if (!taken.includes(person)) refused.push({ address: person.address, ...refuse('ALREADY_ENROLLED') });
  await tell(tx, mailbox, campaign, taken, now);
  return { ids: [...enrolled.values()], refused, warnings };
}

/** What is known of addresses that speaks against writing to them. */
interface Known {
  readonly own: ReadonlySet<string>;
  readonly optedOut: ReadonlySet<string>;
  readonly undeliverable: ReadonlyMap<string, string>;
  readonly held: ReadonlySet<string>;
  /** Their people ended a campaign of the team by an answer. */
  readonly answered: ReadonlySet<string>;
}

async function knownOf(tx: EntityManager, mailbox: Mailbox, addresses: readonly string[]): Promise<Known> {
  const team = await teamOfUser(tx, mailbox.userId);
  const personOf = await knownPeople(tx, addresses);
  const personIds = [...new Set(personOf.values())];
  const held = await heldAmong(tx, team.id, personIds);
  const answered = await answeredAmong(tx, team.id, personIds);
  const of = (people: ReadonlySet<string>): Set<string> => new Set(addresses.filter((address) => people.has(personOf.get(address) ?? '')));
  return {
    own: await ownAmong(tx, addresses),
    optedOut: await optedOutAmong(tx, addresses),
    undeliverable: await undeliverableAmong(tx, team.id, addresses),
    held: of(held),
    answered: of(answered),
  };
}

async function answeredAmong(tx: EntityManager, teamId: string, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ person_id: string; rep_id: string }[]>(
    `select distinct enrollment.person_id, campaign.rep_id from enrollments enrollment
     join campaigns campaign on campaign.mailbox_id = enrollment.mailbox_id and campaign.id = enrollment.campaign_id
     where enrollment.person_id = any ($1::uuid[]) and enrollment.end_reason = 'reply'`,
    [personIds],
  );
  const teams = await teamsOfReps(tx, rows.map(({ rep_id: id }) => id));
  return new Set(rows.filter(({ rep_id: id }) => teams.get(id) === teamId).map(({ person_id: id }) => id));
}

function refusalOf(known: Known, address: string): Omit<Refusal, 'address'> | null {
  if (known.own.has(address)) return refuse('OWN_ADDRESS');
  if (known.optedOut.has(address)) return refuse('OPTED_OUT');
  const status = known.undeliverable.get(address);
  if (status !== undefined) return refuse('UNDELIVERABLE', `An earlier mail to this address came back: it does not exist (${status}).`);
  return known.held.has(address) ? refuse('PERSON_HELD') : null;
}

function holeFor(steps: readonly StepRow[], person: NewPerson): Omit<Refusal, 'address'> | null {
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
