/** How much a mail of a campaign tells: what the campaign asks for, as far as the person's consent goes. */
import type { EntityManager } from 'typeorm';
import { mainReason, modeFor, strictest, type Mode } from '../consent/index.js';
import { readStamp, type ModeBecause } from '../tracking/index.js';
import type { CampaignRow, EnrollmentRow } from './entities.js';
import type { BeginOptions, Begun } from './step-begin.js';

/** The mode in which a mail to this person goes now. Never off: it stops on a reply. */
export async function stepMode(tx: EntityManager, { consentPolicy }: Pick<BeginOptions, 'consentPolicy'>, campaign: CampaignRow, { address }: EnrollmentRow): Promise<Mode> {
  const { mode } = await modeFor(tx, { wanted: campaign.mode, recipients: [address], setting: consentPolicy });
  return mode === 'off' ? 'replies' : mode;
}

/** Why a mail goes in this mode; null: what limited it does so no longer. */
export async function whyMode(tx: EntityManager, { consentPolicy }: Pick<BeginOptions, 'consentPolicy'>, { campaign, enrollment }: Pick<Begun, 'campaign' | 'enrollment'>, mode: Mode): Promise<ModeBecause | null> {
  if (mode === campaign.mode) return 'asked';
  const { because } = await modeFor(tx, { wanted: campaign.mode, recipients: [enrollment.address], setting: consentPolicy });
  return mainReason(because)?.code ?? null;
}

/** The person, or the organisation, has come to allow less since the mail was begun: it is made anew. */
export async function tellsTooMuch(tx: EntityManager, options: Pick<BeginOptions, 'keys' | 'consentPolicy'>, { stamp, campaign, enrollment }: Begun): Promise<boolean> {
  const begunIn = readStamp(options.keys, stamp)?.mode ?? 'full';
  return strictest(begunIn, await stepMode(tx, options, campaign, enrollment)) !== begunIn;
}
