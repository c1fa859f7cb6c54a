/**
 * The new campaign's text, kept in this browser with every keystroke until the campaign is made:
 * closing the tab, an ended sign-in or a failed request loses nothing.
 */
import { isBoolean, isRecord, isText, list, object, optional, type Guard } from '../api/guards.js';
import { isCampaignMode, type CampaignMode } from '../api/shapes.js';

/** As typed; numbers too are text until they are sent. */
export interface DraftMail {
  /** Tells mails apart while they are added and removed. */
  readonly key: string;
  readonly day: string;
  readonly subject: string;
  readonly body: string;
}

export interface Draft {
  readonly name: string;
  readonly sendHour: string;
  /** A person who replies counts as a success. */
  readonly replyIsSuccess?: boolean | undefined;
  /** How much the mails tell. */
  readonly mode?: CampaignMode | undefined;
  readonly mails: readonly DraftMail[];
}

const isMail: Guard<DraftMail> = object({ key: isText, day: isText, subject: isText, body: isText });
const isDraft: Guard<Draft> = (value): value is Draft =>
  isRecord(value) && isText(value.name) && isText(value.sendHour) && optional(isBoolean)(value.replyIsSuccess) && optional(isCampaignMode)(value.mode) && list(isMail)(value.mails) && value.mails.length > 0;

export function emptyDraft(): Draft {
  return { name: '', sendHour: '9', mails: [newMail('1')] };
}

export function newMail(day: string): DraftMail {
  return { key: crypto.randomUUID(), day, subject: '', body: '' };
}

function keyOf(owner: string): string {
  return `readback:new-campaign:${owner}`;
}

export function readDraft(owner: string): Draft {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(owner)) ?? 'null');
    return isDraft(kept) ? kept : emptyDraft();
  } catch {
    return emptyDraft();
  }
}

export function keepDraft(owner: string, draft: Draft): void {
  try {
    localStorage.setItem(keyOf(owner), JSON.stringify(draft));
  } catch {
    // A full or forbidden store: the form itself still holds the text.
  }
}

export function forgetDraft(owner: string): void {
  localStorage.removeItem(keyOf(owner));
}
