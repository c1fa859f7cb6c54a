/** How much a mail may tell, in words: the name used everywhere and what it means in a sentence. */
import type { Mode } from '../../connector/consent/modes.js';

export type { Mode };

export const modeWords: Readonly<Record<Mode, { readonly name: string; readonly says: string }>> = {
  full: { name: 'Full', says: 'Views, clicks and replies, by person.' },
  links: { name: 'Links only', says: 'Clicks and replies, by person; views are not recorded.' },
  anonymous: { name: 'Anonymous', says: 'Views and clicks are counted without knowing whose they are; replies by person.' },
  replies: { name: 'Replies only', says: 'Replies by person; the mail carries no image and its links stay as they are.' },
  off: { name: 'Off', says: 'Nothing at all.' },
};
