// Faults of the sandbox's Exchange, as Microsoft's has them: chosen by seed and share, or ordered one by one.
export { Faults, type CallAbout, type MailAbout, type SubscriptionFault } from './faults.js';
export { faultSettingsSchema, onceSchema, type CallFault, type FaultSettings } from './settings.js';
export type { JournalEntry } from './journal.js';
