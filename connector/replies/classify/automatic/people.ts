/**
 * Signs of a person, which weigh against a machine: an answer above a quote, several recipients, a
 * question, a mail program people write with, a post to a discussion list, a long text.
 */
import type { Mail } from '../mail.js';
import { subjectLine } from '../subject-line.js';
import { namesAnother, TICKET_HEADER } from './headers.js';
import { evidence, type Evidence } from './evidence.js';
import type { SaidByTopic } from './text.js';

/** Programs that people write with and that answer nothing by themselves. Outlook and Notes do both, so they are not here. */
const MAIL_PROGRAM = /thunderbird|mozilla|\bmutt\b|neomutt|gnus|emacs|alpine|\bpine\b|apple mail|iphone mail|ipad mail|evolution|kmail|the bat!|claws|sylpheed|eudora|roundcube|squirrelmail|airmail|mailmate|spark|k-9|fairemail|trojit|geary|icedove|seamonkey|windows live mail|android/i;
/** Automatic answers are short. Characters of own text. */
const LONG = 1_500;
const VERY_LONG = 4_000;

export function peopleEvidence(mail: Mail, said: SaidByTopic): Evidence[] {
  const found: Evidence[] = [];
  const own = mail.ownText;
  const line = subjectLine(mail.subject);
  const isAbsence = said.has('absence') || said.has('departed');
  if (mail.quotes && (line.answers || namesAnother(mail))) found.push(evidence('quotes', 'There is a quote beside the writer’s own text.', isAbsence ? -40 : -25));
  if (line.prefix !== null) found.push(evidence(line.prefix === 'answer' ? 'reply-prefix' : 'forward-prefix', mail.subject, line.prefix === 'answer' ? -20 : -40));
  const recipients = mail.item.to.length + mail.item.cc.length;
  if (recipients > 1) found.push(evidence('several-recipients', `${recipients} recipients`, recipients > 3 ? -50 : -25));
  const program = mail.matching('User-Agent', MAIL_PROGRAM) ?? mail.matching('X-Mailer', MAIL_PROGRAM);
  if (program !== null) found.push(evidence('mail-program', program, -30));
  const question = /[^\s?]{2,40}\s?\?(?=\s|$)/.exec(own.slice(0, LONG));
  if (question !== null) found.push(evidence('asks', question[0], -10));
  if (own.length > VERY_LONG) found.push(evidence('long-text', `${own.length} characters`, -40));
  else if (own.length > LONG) found.push(evidence('long-text', `${own.length} characters`, -20));
  const ticketMail = mail.item.headers.find(({ name }) => TICKET_HEADER.test(name));
  if (ticketMail !== undefined && own !== '' && said.size === 0) found.push(evidence('ticket-system-writes-for-people', `${ticketMail.name}: ${ticketMail.value}`, -40));
  if (mail.has('List-Post') && namesAnother(mail)) found.push(evidence('list-post', mail.value('List-Post'), -15));
  return found;
}
