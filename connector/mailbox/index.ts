export { migrations } from './migrations.js';
export type { Address, DraftIds, Folder, Header, ItemAccess, Mailbox, Mailboxes, MailHandler, MailItem, SendState } from './types.js';
