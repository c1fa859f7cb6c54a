/** What the campaign pages ask of the API. */
import { anything, ask } from '../api/client.js';
import { isCampaign, isCampaignList, isEnrolled, isStepPeople, type Campaign, type CampaignMode, type CampaignSummary, type Enrolled, type StepPerson } from '../api/shapes.js';
import { isRecord, isText, type Guard } from '../api/guards.js';
import type { ParsedPerson } from './parse-people.js';

export interface CampaignInput {
  readonly name: string;
  readonly sendHour: number;
  readonly replyIsSuccess?: boolean;
  readonly mode?: CampaignMode;
  readonly steps: readonly { readonly day: number; readonly subject: string; readonly body: string }[];
}

const hasId: Guard<{ id: string }> = (value): value is { id: string } => isRecord(value) && isText(value.id);

const addressOf = (id: string) => `/api/campaigns/${encodeURIComponent(id)}`;

export async function listCampaigns(signal: AbortSignal): Promise<CampaignSummary[]> {
  const { campaigns } = await ask(isCampaignList, '/api/campaigns', { signal });
  return campaigns;
}

export function getCampaign(id: string, signal: AbortSignal): Promise<Campaign> {
  return ask(isCampaign, addressOf(id), { signal });
}

/** Everybody a campaign's mail of this day went to, and how each fared. */
export async function peopleOfMail(id: string, day: number, signal: AbortSignal): Promise<StepPerson[]> {
  const { people } = await ask(isStepPeople, `${addressOf(id)}/mails/${day}/people`, { signal });
  return people;
}

/** @returns the id of the new campaign. */
export async function createCampaign(campaign: CampaignInput): Promise<string> {
  const { id } = await ask(hasId, '/api/campaigns', { method: 'POST', body: campaign });
  return id;
}

/** @param confirmed the rep has read the warnings and wants these people nevertheless. */
export function enroll(id: string, people: readonly ParsedPerson[], confirmed = false): Promise<Enrolled> {
  return ask(isEnrolled, `${addressOf(id)}/enrollments`, { method: 'POST', body: confirmed ? { people, confirmed } : { people } });
}

export async function removePerson(id: string, enrollmentId: string): Promise<void> {
  await ask(anything, `${addressOf(id)}/enrollments/${encodeURIComponent(enrollmentId)}`, { method: 'DELETE' });
}

export async function sendNow(id: string, enrollmentId: string, day: number): Promise<void> {
  await ask(anything, `${addressOf(id)}/enrollments/${encodeURIComponent(enrollmentId)}/send-now`, { method: 'POST', body: { day } });
}
