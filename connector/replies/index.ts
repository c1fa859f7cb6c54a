export { classify, MAIL_KINDS, type Classification, type MailKind, type Reason } from './classify/index.js';
export { handleIncoming, type IncomingOptions } from './incoming.js';
export { candidatesOf } from './match.js';
export { migrations } from './migrations.js';
export { forgetExpired, waitingFor, type WaitingItem } from './waiting.js';
