export { classify, MAIL_KINDS, type Classification, type MailKind, type Reason } from './classify/index.js';
export { actOnWritten, replyRoutes, type ReplyRoutesOptions } from './act/index.js';
export { answersBetween } from './between.js';
export { handleIncoming, type IncomingOptions, type SentMail } from './incoming.js';
export { findMatch } from './find-match.js';
export { climb, type Match, type ReadMail } from './match/index.js';
export { migrations } from './migrations.js';
export { rehearsalRoutes, rehearsalSchema, rehearse, rehearseJob, type RehearsalView } from './rehearsal/index.js';
export { forgetExpired, waitingFor, type WaitingItem } from './waiting.js';
