/**
 * Receipts: that a mail was read, deleted unread or delivered (RFC 8098, MS-OXOMSG). Told by the report
 * part, by Exchange's message class, or, where a program wrote plain text only, by subject and text
 * together: "Read:" alone may be anybody's subject. Reports that a mail could not be shown are receipts too.
 */
import { messageIds, parseHeaders } from '../../mailbox/index.js';
import { anyOf, found, plain } from './bounce/patterns.js';
import { NOTHING_KNOWN, type Classification } from './classification.js';
import { headerOf, saying, type Mail } from './mail.js';

type Sort = 'read' | 'deleted' | 'delivered';

/** Message classes of receipts: read (IPNRN) and not read (IPNNRN). */
const RECEIPT_CLASS = /^REPORT\.IPM\..{0,100}\.IPN(N?)RN$/i;
const REPORT_CHARACTERS = 8_000;
/** A receipt in words is short. Characters. */
const LONGEST_WORDS = 3_000;

/** Subjects as Outlook and others make them, up to the colon. */
const SUBJECT = new RegExp(
  `^(?:${anyOf(
    'read', 'not read', 'gelesen', 'nicht gelesen', 'ungelesen geloscht', 'lu', 'non lu', 'leido', 'no leido', 'letto', 'non letto', 'da leggere', 'lida', 'lido', 'nao lida', 'gelezen', 'niet gelezen', 'last', 'oläst', 'laest', 'læst', 'ikke læst', 'lest', 'ikke lest', 'luettu', 'lukematta', 'przeczytane', 'przeczytano', 'odczytano', 'nieprzeczytane', 'precteno', 'neprecteno', 'okundu', 'okunmadi',
    'прочтено', 'прочитано', 'не прочтено', '開封済み', '開封済', '未開封', '已读', '已讀', '未读', '未讀', '읽음', '읽지 않음', 'return receipt(?: \\(displayed\\))?', 'read receipt', 'lesebestatigung', 'empfangsbestatigung', 'accuse de (?:lecture|reception)', 'confirmacion de lectura', 'acuse de recibo', 'conferma di lettura', 'ricevuta di ritorno', 'confirmacao de leitura', 'leesbevestiging', 'ontvangstbevestiging', 'laskvitto', 'kvittering', 'lukukuittaus', 'potwierdzenie (?:przeczytania|odczytu)', 'potvrzeni o precteni', 'okundu bilgisi', 'уведомление о прочтении', '開封確認', '已读回执', '읽음 확인',
  ).source})(?: ?\\([^)]{0,40}\\))? ?[:：-]`,
  'u',
);
const SAYS_READ = anyOf(
  'was (?:read|displayed|opened)', 'has been (?:read|displayed|opened)', 'receipt for the (?:e-?mail|mail|message)', 'return receipt', 'read receipt', 'wurde .{0,60}(?:gelesen|angezeigt|geoffnet)', '(?:lese|empfangs)bestatigung', 'a ete (?:lu|affiche|ouvert)', 'accuse de (?:lecture|reception)', '(?:se leyo|fue leido|ha sido leido|se ha leido|acuse de recibo|confirmacion de lectura)', 'e stat[oa] (?:lett[oa]|visualizzat)', 'conferma di lettura', 'foi (?:lid[oa]|exibid|abert)', 'is (?:op .{0,40} )?gelezen', 'leesbevestiging', '(?:lastes|har lasts|har last|laskvitto)', '(?:blev|er) (?:laest|læst)', 'ble lest', '(?:on luettu|luettiin|lukukuittaus)', '(?:przeczytan|odczytan|wyswietlon)', '(?:byl[ao]? precten|prectena|precteno|zobrazen)', 'okundu', '(?:прочитан|прочтен|отображен|открыто)',
  '開封', '閲覧', '表示されました', '已(?:被|于|在)?.{0,20}(?:阅读|閱讀|读取|讀取|查看)', '已读', '읽었', '읽음', '열람',
);
const SAYS_DELETED = anyOf('deleted without being read', 'was (?:not read|deleted)', '^not read', 'ungelesen', 'nicht gelesen', 'sans (?:avoir ete|etre) lu', 'non lu', 'sin (?:haber sido )?lei', 'no leido', 'senza essere', 'non letto', 'sem (?:ter sido|ser) lid', 'nao lida', 'niet gelezen', 'zonder te zijn gelezen', 'utan att', 'olast', 'uden at', 'ikke læst', 'uten a', 'ikke lest', 'lukematta', 'bez przeczytania', 'nieprzeczytan', 'neprecten', 'okunmadan', 'okunmadi', 'без прочтения', 'не прочтено', '未開封', '開封されずに', '未读', '未讀', '未阅读', '읽지 않');

export function findReceipt(mail: Mail): Classification | null {
  const [part] = mail.parts('message/disposition-notification', 'message/global-disposition-notification');
  if (part !== undefined) return fromReport(mail, part.text);
  const { messageClass } = mail.item;
  const byClass = RECEIPT_CLASS.exec(messageClass);
  if (byClass !== null) return receipt('receipt-class', messageClass, originalIdOf(mail, ''), byClass[1] === '' ? 'read' : 'deleted');
  const says = mail.matching('Content-Type', /report-type\s{0,4}=\s{0,4}"?disposition-notification/i);
  if (says !== null) return receipt('receipt', says, originalIdOf(mail, mail.text), 'read');
  return fromWords(mail);
}

/** RFC 8098 section 3.2: "Disposition: manual-action/MDN-sent-manually; displayed". */
function fromReport(mail: Mail, report: string): Classification {
  const fields = parseHeaders(report.slice(0, REPORT_CHARACTERS));
  const disposition = headerOf(fields, 'disposition').toLowerCase();
  const action = disposition.split(';').at(-1) ?? '';
  const sort = action.includes('deleted') ? 'deleted' : action.includes('displayed') || action.trim() === '' ? 'read' : 'delivered';
  const [original = null] = messageIds(headerOf(fields, 'original-message-id'));
  return receipt('receipt', `Disposition: ${disposition}`, original ?? originalIdOf(mail, ''), sort);
}

function fromWords(mail: Mail): Classification | null {
  const subject = plain(mail.subject);
  if (!SUBJECT.test(subject) || mail.body === null || mail.text.length > LONGEST_WORDS) return null;
  const words = plain(mail.text);
  const deleted = SAYS_DELETED.test(subject) || SAYS_DELETED.test(words);
  const says = found(words, deleted ? SAYS_DELETED : SAYS_READ);
  return says === null && found(words, SAYS_READ) === null ? null : receipt('receipt-words', `${mail.subject} / ${says ?? ''}`, originalIdOf(mail, mail.text), deleted ? 'deleted' : 'read');
}

const ID_IN_TEXT = /message[- ]?id[ \t"']{0,4}[:=：]?[ \t\n>]{0,8}<?([^\s<>"']{1,400}@[^\s<>"']{1,255})/i;

/** What the receipt answers; never its own id. */
function originalIdOf(mail: Mail, text: string): string | null {
  const candidates = [...messageIds(ID_IN_TEXT.exec(text)?.[1] ?? ''), mail.item.inReplyTo, mail.item.references.at(-1) ?? null];
  return candidates.find((id) => id !== null && id !== mail.item.internetMessageId) ?? null;
}

function receipt(code: string, words: string, originalMessageId: string | null, sort: Sort): Classification {
  return { ...NOTHING_KNOWN, kind: 'receipt', reasons: [{ code, says: saying(words) }], receipt: { originalMessageId, sort } };
}
