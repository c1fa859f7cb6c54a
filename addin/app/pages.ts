/**
 * The pages that are not needed for the first look, each loaded when it is first shown, and all of
 * them once the browser has nothing better to do: the first page appears sooner, and the way from
 * one to another costs no wait.
 */
import { lazy, type ComponentType } from 'react';

const waiting: (() => Promise<unknown>)[] = [];

/** A page in a file of its own. Its name is asked for once; later calls share the answer. */
function later<P>(load: () => Promise<ComponentType<P>>) {
  waiting.push(load);
  return lazy(async () => ({ default: await load() }));
}

export const CampaignPage = later(async () => (await import('./campaigns/CampaignPage.js')).CampaignPage);
export const CampaignsPage = later(async () => (await import('./campaigns/CampaignsPage.js')).CampaignsPage);
export const NewCampaignPage = later(async () => (await import('./campaigns/NewCampaignPage.js')).NewCampaignPage);
export const ContentPage = later(async () => (await import('./documents/ContentPage.js')).ContentPage);
export const DevicesPage = later(async () => (await import('./devices/DevicesPage.js')).DevicesPage);
export const DocumentPage = later(async () => (await import('./documents/DocumentPage.js')).DocumentPage);
export const HeldPage = later(async () => (await import('./held/HeldPage.js')).HeldPage);
export const PrivacyPage = later(async () => (await import('./privacy/PrivacyPage.js')).PrivacyPage);
export const MailPage = later(async () => (await import('./mails/MailPage.js')).MailPage);
export const MailsPage = later(async () => (await import('./mails/MailsPage.js')).MailsPage);
export const RulesPage = later(async () => (await import('./rules/RulesPage.js')).RulesPage);
export const WatchedPage = later(async () => (await import('./watched/WatchedPage.js')).WatchedPage);

const SOON_MS = 2_000;

/** Fetches all pages while nobody waits for anything. What cannot be had now is asked for again when it is needed. */
export function fetchPagesSoon(): void {
  setTimeout(() => {
    for (const load of waiting.splice(0)) load().catch(() => undefined);
  }, SOON_MS);
}
