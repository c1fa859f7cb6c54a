export type { Consent, Draft, DraftRecipient, Logo, Remedy, Tip, TipCode } from './draft.js';
export { applyRemedy } from './remedy.js';
export { tipsFor } from './tips.js';
