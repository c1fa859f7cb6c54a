/** Campaigns, their steps and the people in them, as TypeORM knows them. */
import { EntitySchema } from 'typeorm';
import type { ActivityData } from '../feed/index.js';
import type { CampaignMode, EndReason } from './api.js';

export type { EndReason } from './api.js';

export interface CampaignRow {
  mailboxId: string;
  id: string;
  repId: string;
  name: string;
  sendHour: number;
  /** A person who replies counts as a success. */
  replyIsSuccess: boolean;
  mode: CampaignMode;
  createdAt: Date;
}

export interface StepRow {
  mailboxId: string;
  campaignId: string;
  /** 0 is the first. */
  position: number;
  day: number;
  subject: string;
  body: string;
}

/**
 * One person's way through a campaign.
 *
 *     active ⇄ waiting (the rep has been asked)      active → finished (all mails sent)
 *     active | waiting | finished → ended (reply, bounced, departed, unsubscribed, removed, failed)
 *     ended → what it was before, when the rep says that this was no reply
 *
 * Somebody who is away stays active; nothing goes before `pausedUntil`.
 */
export type EnrollmentState = 'active' | 'waiting' | 'ended' | 'finished';

export interface EnrollmentRow {
  mailboxId: string;
  id: string;
  campaignId: string;
  personId: string;
  address: string;
  name: string;
  state: EnrollmentState;
  enrolledAt: Date;
  startedAt: Date | null;
  nextPosition: number | null;
  nextAt: Date | null;
  /** When a job was added for the next mail. */
  queuedAt: Date | null;
  /** The rep asked for the next mail now, whatever the hour. */
  sendNow: boolean;
  /** The person is away: nothing goes before this, whatever `nextAt` says. */
  pausedUntil: Date | null;
  endedAt: Date | null;
  endReason: EndReason | null;
  success: boolean;
  endDetail: ActivityData | null;
}

export const campaignEntity = new EntitySchema<CampaignRow>({
  name: 'campaign',
  tableName: 'campaigns',
  columns: {
    mailboxId: { name: 'mailbox_id', type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    repId: { name: 'rep_id', type: 'uuid' },
    name: { type: 'text' },
    sendHour: { name: 'send_hour', type: 'smallint' },
    replyIsSuccess: { name: 'reply_is_success', type: 'boolean', default: false },
    mode: { type: 'text', default: 'full' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
  },
});

export const stepEntity = new EntitySchema<StepRow>({
  name: 'step',
  tableName: 'steps',
  columns: {
    mailboxId: { name: 'mailbox_id', type: 'uuid', primary: true },
    campaignId: { name: 'campaign_id', type: 'uuid', primary: true },
    position: { type: 'int', primary: true },
    day: { type: 'int' },
    subject: { type: 'text' },
    body: { type: 'text' },
  },
});

export const enrollmentEntity = new EntitySchema<EnrollmentRow>({
  name: 'enrollment',
  tableName: 'enrollments',
  columns: {
    mailboxId: { name: 'mailbox_id', type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    campaignId: { name: 'campaign_id', type: 'uuid' },
    personId: { name: 'person_id', type: 'uuid' },
    address: { type: 'text' },
    name: { type: 'text' },
    state: { type: 'text' },
    enrolledAt: { name: 'enrolled_at', type: 'timestamptz' },
    startedAt: { name: 'started_at', type: 'timestamptz', nullable: true },
    nextPosition: { name: 'next_position', type: 'int', nullable: true },
    nextAt: { name: 'next_at', type: 'timestamptz', nullable: true },
    queuedAt: { name: 'queued_at', type: 'timestamptz', nullable: true },
    sendNow: { name: 'send_now', type: 'boolean' },
    pausedUntil: { name: 'paused_until', type: 'timestamptz', nullable: true },
    endedAt: { name: 'ended_at', type: 'timestamptz', nullable: true },
    endReason: { name: 'end_reason', type: 'text', nullable: true },
    success: { type: 'boolean' },
    endDetail: { name: 'end_detail', type: 'jsonb', nullable: true },
  },
});

export const entities = [campaignEntity, stepEntity, enrollmentEntity];
