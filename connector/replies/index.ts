export { classify, type Classification, type MailFacts, type ReplyKind } from './classify.js';
export { handleIncoming, type IncomingOptions } from './incoming.js';
export { candidatesOf } from './match.js';
export { migrations } from './migrations.js';
export { forgetExpired, waitingFor, type WaitingItem } from './waiting.js';
