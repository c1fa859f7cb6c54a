export { ensureHitPartitions } from './partitions.js';
export { HitJournal, type HitJournalOptions, type RawHit } from './hit-journal.js';
export { findByMessageIds, forgetMessage, recipientsOf, recordMessage, type Message, type NewMessage, type Recipient, type RecipientKind } from './messages.js';
export { migrations } from './migrations.js';
export { GIF, pixelFront, type PixelOptions } from './pixel.js';
export { trackingRoutes, type TrackingRoutesOptions } from './routes.js';
export { sentActivity, sentItemsHandler, type SentItemsOptions } from './sent-items.js';
export { MODES, mintStamp, pixelUrl, readStamp, STAMP_HEADER, stampsInHtml, type Mode, type Stamp } from './stamp.js';
export { judge, REASONS, type HitFacts, type Judgement, type Verdict } from './verdict.js';
