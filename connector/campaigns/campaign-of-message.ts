/** Which campaign a message belongs to, for those who show messages. */
import type { EntityManager } from 'typeorm';
import type { CampaignsOfMessages } from '../tracking/index.js';

export const campaignsOfMessages: CampaignsOfMessages = {
  of: async (tx: EntityManager, mailboxId, messageIds) => {
    const rows = await tx.query<{ message_id: string; id: string; name: string; day: number }[]>(
      `select send.message_id, campaign.id, campaign.name, step.day
       from step_sends send
       join enrollments enrollment on enrollment.mailbox_id = send.mailbox_id and enrollment.id = send.enrollment_id
       join campaigns campaign on campaign.mailbox_id = enrollment.mailbox_id and campaign.id = enrollment.campaign_id
       join steps step on step.mailbox_id = send.mailbox_id and step.campaign_id = campaign.id and step.position = send.position
       where send.mailbox_id = $1 and send.message_id = any ($2::uuid[])`,
      [mailboxId, messageIds],
    );
    return new Map(rows.map(({ message_id: messageId, id, name, day }) => [messageId, { id, name, day }]));
  },
  in: async (tx: EntityManager, mailboxId, campaignId) => {
    const rows = await tx.query<{ message_id: string }[]>(
      `select send.message_id from enrollments enrollment
       join step_sends send on send.mailbox_id = enrollment.mailbox_id and send.enrollment_id = enrollment.id
       where enrollment.mailbox_id = $1 and enrollment.campaign_id = $2`,
      [mailboxId, campaignId],
    );
    return rows.map(({ message_id: id }) => id);
  },
};
