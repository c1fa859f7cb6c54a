export { ensureHitPartitions } from './partitions.js';
export { HitJournal, type HitJournalOptions, type RawHit } from './hit-journal.js';
export {
  findByMessageIds,
  findByStamp,
  findBySubject,
  findBySubjectAtDomain,
  findByThread,
  findLastWrittenTo,
  findMessage,
  idsOfMessage,
  type Participation,
  type Preference,
} from './look-up.js';
export { forgetMessage, recipientsOf, recordMessage, type Message, type NewMessage, type Recipient, type RecipientKind } from './messages.js';
export { migrations } from './migrations.js';
export { GIF, pixelFront, type PixelOptions } from './pixel.js';
export { marksIn, type Marks } from './quoted-stamps.js';
export { trackingRoutes, type TrackingRoutesOptions } from './routes.js';
export { sentActivity, sentItemsHandler, stampName, type SentItemsOptions } from './sent-items.js';
export { mintStamp, pixelUrl, readStamp, STAMP_HEADER, stampsInHtml, type Stamp } from './stamp.js';
export { bareSubject, subjectKey } from './subject-key.js';
export { judge, REASONS, type HitFacts, type Judgement, type Verdict } from './verdict.js';
export { forgetOldDomains, wasWrittenTo } from './written-domains.js';
