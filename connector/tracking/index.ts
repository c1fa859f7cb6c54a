export { howMessagesFared, sharedFigures, type Fared } from './details/fared.js';
export { mineAnswerSchema, mineSchema, type MineAnswer } from './details/api.js';
export { sayOfDocuments, type Saying } from './details/mine.js';
export type { CampaignsOfMessages } from './details/list.js';
export { messageRoutes, type MessageRoutesOptions } from './details/routes.js';
export { listed } from './how-sent.js';
export { HIT_KINDS, rawHitSchema, type HitKind, type RawHit, type StampKey } from './hit.js';
export { GIF, unreadableAnswer } from './ingest/answers.js';
export { HitFigures } from './ingest/figures.js';
export { asksNotToBeTracked, trackingFront, type FrontOptions, type Opening } from './ingest/front.js';
export { HitGroups, type HitGroupsOptions } from './ingest/groups.js';
export { openIngest, type Ingest, type IngestOptions } from './ingest/ingest.js';
export { Journal } from './ingest/journal.js';
export { HitLimits, LIMITS } from './ingest/limits.js';
export { dropOldHits, ensureHitPartitions, hitsKeptFrom } from './ingest/partitions.js';
export type { Judgement, Known, Verdict } from './judge/facts.js';
export { deviceKindOf, readerWords, type DeviceKind } from './judge/reader.js';
export { REASONS, reasonText } from './judge/reasons.js';
export type { ModeBecause } from './judge/why-less.js';
export { loadNetworks, type NetworkTable } from './judge/networks/table.js';
export type { NetworkClass } from './judge/networks/classes.js';
export { carriedBy, isCarried, type Carried } from './links/carried.js';
export { linkToken, linkUrl, readLink, type Link } from './links/link-token.js';
export type { UntouchedBecause } from './links/reasons.js';
export { trackLinks, type TrackLinksOptions } from './links/track-links.js';
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
export { forgetMessage, recipientsOf, recordMessage, type HowSent, type Message, type NewMessage, type Recipient, type RecipientKind } from './messages.js';
export { migrations } from './migrations.js';
export { nothingKnown, openOwnSide, ownAddresses, ownAddressesOf, readDevice, teach, unteach, type KnownOf, type OwnSide } from './own/index.js';
export { marksIn, type Marks } from './quoted-stamps.js';
export { trackingRoutes, type TrackingRoutesOptions } from './routes.js';
export { sentActivity, sentItemsHandler, stampName, type SentItemsOptions } from './sent-items.js';
export { mintStamp, monthScope, pixelUrl, readStamp, sharedStamp, sharedStampId, STAMP_HEADER, STAMP_LENGTH, stepScope, type Stamp } from './stamp.js';
export { bareSubject, subjectKey } from './subject-key.js';
export { resettle, SETTLE_CHANNEL } from './settle/resettle.js';
export { silenceMailTo } from './refusal.js';
export { eraseHits, openSilence, silence, silencedAmong, unsilence, type Silence, type SilencedBecause } from './silence.js';
export { answeredWithoutImages, openedWithoutImages } from './settle/without-images.js';
export { rejudge, rejudgeMessage, type Rejudged } from './settle/rejudge.js';
export { eraseDocumentHits, type DocumentHit } from './settle/erase-document-hits.js';
export { isToSeveral, messagesOfStamps, type ToldMessage } from './settle/message-facts.js';
export { counts } from './settle/views-of.js';
export { lockStamps } from './stamp-lock.js';
export type { DocumentNews, DocumentsJudged, JudgedDocument } from './settle/documents-judged.js';
export { Settler, type SettlerOptions } from './settle/settler.js';
export { domainsWritten, forgetOldDomains, wasWrittenTo } from './written-domains.js';
export { lockMailTo, personalData, summaryOf, type MailSummary } from './personal-data.js';
