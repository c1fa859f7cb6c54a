/** Campaigns as they are made and shown. */
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../errors.js';
import type { Rep } from '../identity/index.js';
import type { Mailbox } from '../mailbox/index.js';
import type { Campaign, CampaignSummary, NewCampaign } from './api.js';
import { enrollmentViews } from './enrollment-view.js';
import { figuresOfSteps, sentStepsOf, stepFigures } from './fared.js';
import { campaignEntity, stepEntity, type CampaignRow, type EnrollmentState, type StepRow } from './entities.js';
import { requireDocuments } from './step-documents.js';
import { hasDocumentInTag, unknownFields } from './template.js';

/** Makes a campaign. Throws INPUT_INVALID for fields that don't exist, and as `requireDocuments` does. */
export async function createCampaign(tx: EntityManager, rep: Rep, mailbox: Mailbox, input: NewCampaign, now: Date): Promise<CampaignRow> {
  const problems = input.steps.flatMap((step, index) => [
    ...(hasDocumentInTag(step.body) ? [{ path: `steps.${index}.body`, message: 'A document stands in the text of a mail, not within a tag such as that of a link.' }] : []),
    ...(['subject', 'body'] as const).flatMap((part) =>
      unknownFields(step[part], part).map((field) => ({
        path: `steps.${index}.${part}`,
        message: field.startsWith('document:')
          ? 'Documents stand in the text of a mail, as {{document:ID}} with the id of one of the content library.'
          : `{{${field}}} does not exist. Use {{first_name}}, {{name}}, {{address}} or {{privacy_link}}.`,
      })),
    ),
  ]);
  if (problems.length > 0) throw new ReadbackError('INPUT_INVALID', problems[0]?.message, { problems });
  await requireDocuments(tx, rep, input.steps);
  const campaign: CampaignRow = {
    mailboxId: mailbox.id,
    id: randomUUID(),
    repId: rep.id,
    name: input.name,
    sendHour: input.sendHour,
    replyIsSuccess: input.replyIsSuccess ?? false,
    mode: input.mode ?? 'full',
    createdAt: now,
  };
  await tx.insert(campaignEntity, campaign);
  await tx.insert(
    stepEntity,
    input.steps.map((step, position) => ({ mailboxId: mailbox.id, campaignId: campaign.id, position, ...step })),
  );
  return campaign;
}

/** The campaign with this id in the mailbox. Throws NOT_FOUND. */
export async function campaignById(tx: EntityManager, mailboxId: string, id: string): Promise<CampaignRow> {
  const campaign = await tx.findOneBy(campaignEntity, { mailboxId, id });
  if (campaign === null) throw new ReadbackError('NOT_FOUND', 'There is no such campaign.');
  return campaign;
}

/** Its mails in their order. */
export async function stepsOf(tx: EntityManager, { mailboxId, id }: Pick<CampaignRow, 'mailboxId' | 'id'>): Promise<StepRow[]> {
  return tx.find(stepEntity, { where: { mailboxId, campaignId: id }, order: { position: 'ASC' } });
}

/** All campaigns of the mailbox, newest first, with how their people stand. */
export async function listCampaigns(tx: EntityManager, mailbox: Mailbox): Promise<CampaignSummary[]> {
  const campaigns = await tx.find(campaignEntity, { where: { mailboxId: mailbox.id }, order: { createdAt: 'DESC' } });
  const counts = await peopleCounts(tx, mailbox.id);
  const steps = await stepCounts(tx, mailbox.id);
  return campaigns.map((campaign) => ({
    id: campaign.id,
    name: campaign.name,
    sendHour: campaign.sendHour,
    timeZone: mailbox.timeZone,
    replyIsSuccess: campaign.replyIsSuccess,
    mode: campaign.mode,
    createdAt: campaign.createdAt.toISOString(),
    steps: steps.get(campaign.id) ?? 0,
    people: counts.get(campaign.id) ?? noPeople(),
  }));
}

/** One campaign with its mails and its people. */
export async function showCampaign(tx: EntityManager, mailbox: Mailbox, id: string): Promise<Campaign> {
  const campaign = await campaignById(tx, mailbox.id, id);
  const steps = await stepsOf(tx, campaign);
  const sent = await sentPerStep(tx, mailbox.id, id);
  const figures = await figuresOfSteps(tx, mailbox.id, id, steps.map(({ position }) => position), await sentStepsOf(tx, mailbox.id, id));
  return {
    id,
    name: campaign.name,
    sendHour: campaign.sendHour,
    timeZone: mailbox.timeZone,
    replyIsSuccess: campaign.replyIsSuccess,
    mode: campaign.mode,
    createdAt: campaign.createdAt.toISOString(),
    people: (await peopleCounts(tx, mailbox.id, id)).get(id) ?? noPeople(),
    steps: steps.map(({ position, day, subject, body }) => ({ day, subject, body, sent: sent.get(position) ?? 0, figures: figures.get(position) ?? stepFigures([], { views: 0, clicks: 0 }) })),
    enrollments: await enrollmentViews(tx, mailbox.id, { campaignId: id }),
  };
}

type PeopleCounts = CampaignSummary['people'];

function noPeople(): PeopleCounts {
  return { active: 0, waiting: 0, ended: 0, finished: 0, replied: 0, succeeded: 0 };
}

async function peopleCounts(tx: EntityManager, mailboxId: string, campaignId?: string): Promise<Map<string, PeopleCounts>> {
  const rows = await tx.query<{ campaign_id: string; state: EnrollmentState; people: number; replied: number; succeeded: number }[]>(
    `select campaign_id, state, count(*)::int as people, count(*) filter (where end_reason = 'reply')::int as replied,
       count(*) filter (where success)::int as succeeded
     from enrollments where mailbox_id = $1 and ($2::uuid is null or campaign_id = $2)
     group by campaign_id, state`,
    [mailboxId, campaignId ?? null],
  );
  const counts = new Map<string, PeopleCounts>();
  for (const row of rows) {
    const people = counts.get(row.campaign_id) ?? noPeople();
    counts.set(row.campaign_id, { ...people, [row.state]: row.people, replied: people.replied + row.replied, succeeded: people.succeeded + row.succeeded });
  }
  return counts;
}

async function stepCounts(tx: EntityManager, mailboxId: string): Promise<Map<string, number>> {
  const rows = await tx.query<{ campaign_id: string; steps: number }[]>(
    'select campaign_id, count(*)::int as steps from steps where mailbox_id = $1 group by campaign_id',
    [mailboxId],
  );
  return new Map(rows.map(({ campaign_id: id, steps }) => [id, steps]));
}

async function sentPerStep(tx: EntityManager, mailboxId: string, campaignId: string): Promise<Map<number, number>> {
  const rows = await tx.query<{ position: number; sent: number }[]>(
    `select send.position, count(*)::int as sent
     from step_sends send
     join enrollments on enrollments.mailbox_id = send.mailbox_id and enrollments.id = send.enrollment_id
     where send.mailbox_id = $1 and enrollments.campaign_id = $2 and send.state = 'sent'
     group by send.position`,
    [mailboxId, campaignId],
  );
  return new Map(rows.map(({ position, sent }) => [position, sent]));
}
