export { coverageSchema, coveragesSchema, gapSchema, type Coverage, type CoverageGap } from './coverage/api.js';
export type { Herald, WatchNews } from './coverage/gaps.js';
export { coverageRoutes } from './coverage/routes.js';
export { coverageOf } from './coverage/view.js';
export type { Connection } from './connect.js';
export { entities } from './entities.js';
export {
  createMailboxAdministration,
  createMailboxes,
  type MailboxAdministration,
  type MailboxAdministrationOptions,
  type MailboxesOptions,
  type MailboxService,
} from './mailboxes.js';
export { mailboxesAt } from './by-address.js';
export { mailboxesById } from './by-id.js';
export { migrations } from './migrations.js';
export { decodeWords } from './item/encoded-words.js';
export { parseHeaders, headerValues } from './item/headers.js';
export { messageIds } from './item/message-ids.js';
export { readMime, type MimeFacts, type MimeMail } from './item/mime/read.js';
export { onOwnMailbox, type OwnMailboxOptions } from './own-mailbox.js';
export type { Pace } from './pace.js';
export type { Address, DraftIds, Folder, FoundBy, Header, ItemAccess, Looked, Mailbox, Mailboxes, MailBody, MailHandler, MailItem, MailPart, Note, Place, SendState } from './types.js';
export { watchProgress, type WatchProgress } from './watch/progress.js';
