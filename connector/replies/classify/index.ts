export {
  MAIL_KINDS,
  type AutomaticAnswer,
  type Bounce,
  type Classification,
  type FailedRecipient,
  type MailKind,
  type Reason,
} from './classification.js';
export { classify } from './classify.js';
