/** API addresses of campaigns and of questions about them. */
import { z } from 'zod';
import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../clock.js';
import { ReadbackError } from '../errors.js';
import { route, type Route } from '../http/index.js';
import type { Rep } from '../identity/index.js';
import type { Mailbox } from '../mailbox/index.js';
import { answerSchema, campaignSchema, campaignSummarySchema, enrolledSchema, newCampaignSchema, newEnrollmentsSchema, sendNowSchema } from './api.js';
import { campaignById, createCampaign, listCampaigns, showCampaign } from './campaigns.js';
import { endEnrollments, lockEnrollmentsById } from './end.js';
import { enroll } from './enroll.js';
import { enrollmentViews } from './enrollment-view.js';
import { answerQuestion } from './questions.js';
import { sendNow } from './send-now.js';

export interface CampaignRoutesOptions {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly mailboxOf: (rep: Rep) => Promise<Mailbox | null>;
}

const byId = z.object({ id: z.uuid() });
const byEnrollment = z.object({ id: z.uuid(), enrollmentId: z.uuid() });

export function campaignRoutes({ dataSource, clock, mailboxOf }: CampaignRoutesOptions): Route[] {
  /** Runs in a transaction on the rep's own mailbox: nothing of another one can be reached. */
  const onMailbox = async <T>(rep: Rep, work: (tx: EntityManager, mailbox: Mailbox) => Promise<T>): Promise<T> => {
    const mailbox = await mailboxOf(rep);
    if (mailbox === null) throw new ReadbackError('NO_MAILBOX');
    return dataSource.transaction((tx) => work(tx, mailbox));
  };
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
          const { ids, refused } = await enroll(tx, mailbox, campaign, body.people, clock.now());
          return { enrolled: await enrollmentViews(tx, mailbox.id, { campaignId: campaign.id, ids }), refused: [...refused], warnings: [] };
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
      method: 'post',
      path: '/questions/{id}/answer',
      summary: 'Say for whom an answer speaks; their campaigns end, the others go on',
      params: byId,
      body: answerSchema,
      handle: ({ rep, params, body }) =>
        onMailbox(rep, async (tx, mailbox) => {
          if (!('enrollmentIds' in body)) throw new ReadbackError('INPUT_INVALID');
          await answerQuestion(tx, mailbox.id, params.id, body.enrollmentIds, clock.now());
          return undefined;
        }),
    }),
  ];
}
