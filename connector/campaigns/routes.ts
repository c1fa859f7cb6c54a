/** API addresses of campaigns, and of what keeps their mails from going. */
import { z } from 'zod';
import type { EntityManager } from 'typeorm';
import type { Clock } from '../clock.js';
import { ReadbackError } from '../errors.js';
import { route, type Route } from '../http/index.js';
import type { Rep } from '../identity/index.js';
import { onOwnMailbox, type OwnMailboxOptions } from '../mailbox/index.js';
import {
  campaignSchema,
  campaignSummarySchema,
  enrolledSchema,
  heldPageSchema,
  newCampaignSchema,
  newEnrollmentsSchema,
  queueSchema,
  sendNowSchema,
  stepPeopleSchema,
  teamRulesSchema,
  teamRulesViewSchema,
  type TeamRulesView,
} from './api.js';
import { campaignById, createCampaign, listCampaigns, showCampaign, stepsOf } from './campaigns.js';
import { endEnrollments } from './end.js';
import { lockEnrollmentsById } from './enrollment-ref.js';
import { enroll } from './enroll.js';
import { enrollmentViews } from './enrollment-view.js';
import { peopleOfStep } from './fared.js';
import { heldMails } from './held.js';
import { closeMoot } from './questions.js';
import { queueOf, releaseQueue } from './queue-holds.js';
import { sendNow } from './send-now.js';
import { requireDocuments } from './step-documents.js';
import { rulesOf, setRules } from './team-rules.js';

export interface CampaignRoutesOptions extends OwnMailboxOptions {
  readonly clock: Clock;
}

const byId = z.object({ id: z.uuid() });
const byMail = z.object({ id: z.uuid(), day: z.coerce.number().int().min(1).max(10_000) });
const byEnrollment = z.object({ id: z.uuid(), enrollmentId: z.uuid() });

export function campaignRoutes({ dataSource, clock, mailboxOf }: CampaignRoutesOptions): Route[] {
  const onMailbox = onOwnMailbox({ dataSource, mailboxOf });
  return [
    route({
      method: 'get',
      path: '/campaigns',
      summary: 'List campaigns, newest first',
      output: z.object({ campaigns: z.array(campaignSummarySchema) }),
      handle: ({ rep }) => onMailbox(rep, async (tx, mailbox) => ({ campaigns: await listCampaigns(tx, mailbox) })),
    }),
    route({
      method: 'post',
      path: '/campaigns',
      summary: 'Make a campaign',
      body: newCampaignSchema,
      output: campaignSchema,
      handle: ({ rep, body }) =>
        onMailbox(rep, async (tx, mailbox) => {
          const campaign = await createCampaign(tx, rep, mailbox, body, clock.now());
          return showCampaign(tx, mailbox, campaign.id);
        }),
    }),
    route({
      method: 'get',
      path: '/campaigns/{id}',
      summary: 'One campaign with its mails and its people',
      params: byId,
      output: campaignSchema,
      handle: ({ rep, params }) => onMailbox(rep, (tx, mailbox) => showCampaign(tx, mailbox, params.id)),
    }),
    route({
      method: 'get',
      path: '/campaigns/{id}/mails/{day}/people',
      summary: 'Who is behind the figures of one mail of a campaign',
      params: byMail,
      output: stepPeopleSchema,
      handle: ({ rep, params }) => onMailbox(rep, async (tx, mailbox) => ({ people: await peopleOfStep(tx, mailbox.id, (await campaignById(tx, mailbox.id, params.id)).id, params.day) })),
    }),
    route({
      method: 'post',
      path: '/campaigns/{id}/enrollments',
      summary: 'Put people into a campaign',
      params: byId,
      body: newEnrollmentsSchema,
      output: enrolledSchema,
      handle: ({ rep, params, body }) =>
        onMailbox(rep, async (tx, mailbox) => {
          if (mailbox.watchedSince === null) throw new ReadbackError('MAILBOX_NOT_WATCHED');
          const campaign = await campaignById(tx, mailbox.id, params.id);
          await requireDocuments(tx, rep, await stepsOf(tx, campaign));
          const { ids, refused, warnings } = await enroll(tx, mailbox, campaign, body.people, clock.now(), body.confirmed);
          return { enrolled: await enrollmentViews(tx, mailbox.id, { campaignId: campaign.id, ids }), refused: [...refused], warnings: [...warnings] };
        }),
    }),
    route({
      method: 'delete',
      path: '/campaigns/{id}/enrollments/{enrollmentId}',
      summary: 'Take a person out of a campaign',
      params: byEnrollment,
      handle: ({ rep, params }) =>
        onMailbox(rep, async (tx, mailbox) => {
          const enrollments = await lockEnrollmentsById(tx, mailbox.id, [params.enrollmentId]);
          if (!enrollments.every(({ campaignId }) => campaignId === params.id)) throw new ReadbackError('NOT_FOUND');
          await endEnrollments(tx, enrollments, { reason: 'removed', at: clock.now(), detail: {} });
          await closeMoot(tx, enrollments, clock.now());
          return undefined;
        }),
    }),
    route({
      method: 'post',
      path: '/campaigns/{id}/enrollments/{enrollmentId}/send-now',
      summary: 'Send the next mail to a person now',
      params: byEnrollment,
      body: sendNowSchema,
      handle: ({ rep, params, body }) =>
        onMailbox(rep, async (tx, mailbox) => {
          await sendNow(tx, mailbox.id, { campaignId: params.id, enrollmentId: params.enrollmentId, day: body.day }, clock.now());
          return undefined;
        }),
    }),
    route({
      method: 'get',
      path: '/held',
      summary: 'Mails that did not go because of a mail that came in, newest first, and how many this week',
      query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), before: z.string().regex(/^\d{1,18}$/).optional() }),
      output: heldPageSchema,
      handle: ({ rep, query }) => onMailbox(rep, (tx, mailbox) => heldMails(tx, mailbox, query, clock.now())),
    }),
    route({
      method: 'get',
      path: '/queue',
      summary: 'Whether the mails of the mailbox are held because they are refused',
      output: queueSchema,
      handle: ({ rep }) => onMailbox(rep, (tx, mailbox) => queueOf(tx, mailbox.id)),
    }),
    route({
      method: 'post',
      path: '/queue/release',
      summary: 'Let the mails of the mailbox go again',
      output: queueSchema,
      handle: ({ rep }) =>
        onMailbox(rep, async (tx, mailbox) => {
          await releaseQueue(tx, mailbox.id, clock.now());
          return queueOf(tx, mailbox.id);
        }),
    }),
    route({
      method: 'get',
      path: '/team/rules',
      summary: 'What follows from replies in the team',
      output: teamRulesViewSchema,
      handle: ({ rep }) => dataSource.transaction((tx) => rulesView(tx, rep)),
    }),
    route({
      method: 'put',
      path: '/team/rules',
      summary: 'Say what follows from replies in the team: for leads and administrators',
      body: teamRulesSchema,
      output: teamRulesViewSchema,
      handle: ({ rep, body }) => {
        if (!mayChangeRules(rep)) throw new ReadbackError('NOT_ALLOWED', 'Only leads and administrators may change what follows from replies in the team.');
        return dataSource.transaction(async (tx) => {
          await setRules(tx, rep.team.id, body);
          return rulesView(tx, rep);
        });
      },
    }),
  ];
}

function mayChangeRules({ role }: Rep): boolean {
  return role === 'lead' || role === 'administrator';
}

async function rulesView(tx: EntityManager, rep: Rep): Promise<TeamRulesView> {
  const { id, name } = rep.team;
  return { ...(await rulesOf(tx, [id]))(id), team: { id, name }, mayChange: mayChangeRules(rep) };
}
