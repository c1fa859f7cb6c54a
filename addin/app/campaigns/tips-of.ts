/** The product's advice on a campaign's mail, as the web app asks for it: loaded apart, when a campaign is first written. */
import { bodyHtml } from '../../../connector/campaigns/body-html.js';
import { applyRemedy, tipsFor, type Draft, type Remedy, type Tip } from '../../../connector/tips/index.js';
import type { CampaignMode } from '../api/shapes.js';

/** People are added later, one mail to each: who they are says nothing yet. */
function draftOf(body: string, mode: CampaignMode): Draft {
  return { html: bodyHtml(body), text: body, recipients: [], mode };
}

export function tipsOf(body: string, mode: CampaignMode): Tip[] {
  // A plain text cannot take a picture, so the advice to put one in could not be followed.
  return tipsFor(draftOf(body, mode)).filter(({ code }) => code !== 'no-image' || bodyHtml(body) === body);
}

/** The text as it is once a tip's remedy was applied. */
export function remedied(body: string, mode: CampaignMode, remedy: Remedy): string {
  return applyRemedy(draftOf(body, mode), remedy).html ?? body;
}
