/**
 * The subject of a thread without what mail programs put in front of it: "Re:", "AW:", "Fwd:",
 * "Automatic reply:", list tags. Two mails with one key, between the same people, are probably of
 * one thread: enough for a question, never for more. Pure.
 */
import { createHash } from 'node:crypto';

/** Answers and forwards, as mail programs of many languages begin their subjects. */
const ANSWERED =
  're|r|aw|antw|antwort|antwoord|sv|svar|vs|vast|vastaus|vá|válasz|odp|odpověď|odg|odgovor|ynt|yanıt|yan|rv|res|resp|rif|risposta|rép|réponse|réf|ref|répondre|atb|ats|bls|balas|' +
  'απ|απάντηση|отв|ответ|на|відп|відповідь|hf|回复|回覆|回信|答复|答覆|返信|응답|회신|답장|השב|תשובה|رد|ตอบ|ตอบกลับ|trả lời|tl';
const FORWARDED =
  'fw|fwd|wg|weitergeleitet|tr|transf|enc|encaminhada?|rv|reenv|i|inoltro|fs|doorst|doorgestuurd|vb|vidarebefordrat|vl|välitetty|videresendt|vs|pd|přep|přeposlat|továbbítás|továbbított|[iİ]lt|trs|terusan|' +
  'σχετ|πρθ|пересл|пересланное|пер|转发|轉寄|轉發|転送|전달|הועבר|إعادة توجيه|ส่งต่อ|chuyển tiếp';
/** What answers by itself, reports and calendar programs write there. */
const AUTOMATIC =
  'auto(?:matic)?[ -]?(?:reply|response)|autoreply|auto|out of (?:the )?office(?: auto[ -]?reply)?|automatische antwort|abwesenheits(?:notiz|meldung|assistent)|abwesend|réponse automatique|absence|absent(?:e)?(?: du bureau)?|' +
  'respuesta automática|fuera de la oficina|ausente|risposta automatica|fuori (?:sede|ufficio)|resposta automática|ausência|automatisch antwoord|afwezig(?:heid)?|autosvar|automatisk svar|automatiskt svar|frånvaro|fravær|' +
  'automaattinen vastaus|poissa|odpowiedź automatyczna|automatyczna odpowiedź|automatická odpověď|otomatik yanıt|автоматический ответ|автоответ|自動応答|自動返信|自動回覆|自动答复|自动回复|자동 회신|' +
  'accepted|declined|tentative|new time proposed|canceled|cancelled|updated|read|not read|delivered|undeliverable|undelivered|relayed|delayed|failure notice|' +
  'zugesagt|abgesagt|mit vorbehalt|akzeptiert|abgelehnt|gelesen|nicht gelesen|unzustellbar|accepté|refusé|provisoire|lu|non lu|non remis(?: \\(ndr\\))?|aceptada?|rechazada?|provisional|leído|no se puede entregar|accettato|rifiutato|letto|non recapitabile|' +
  'aceite|recusado|lida|não é possível entregar|geaccepteerd|geweigerd|gelezen|onbestelbaar';
/** Put in front by gateways and lists. */
const MARKED = '\\*+ ?(?:spam|extern(?:al)?|ext) ?\\*+|external|extern|ext|spam\\??|bulk|caution';

/** "Re[2]:", "RE (3) :", "AW：". A prefix is followed by a colon, ASCII or full width. */
const PREFIX = new RegExp(`^(?:${ANSWERED}|${FORWARDED}|${AUTOMATIC}|${MARKED})\\.?\\s*(?:\\[\\d{1,3}\\]|\\(\\d{1,3}\\)|\\^?\\d{1,3})?\\s*[:：]\\s*`, 'iu');
/** "[list-name] ", "(EXT) ", "***SPAM*** ", without a colon. */
const TAG = new RegExp(`^(?:\\[[^\\]]{1,60}\\]|\\((?:ext(?:ern(?:al)?)?|was|spam)\\)|\\*{1,5} ?[\\p{L} ]{1,20} ?\\*{1,5})\\s*`, 'iu');

/** Subjects longer than this say nothing more in their rest. */
const LONGEST = 500;
/** Shorter ones are shared by mails that have nothing to do with each other. */
const FEWEST_LETTERS = 8;
/** A Chinese character or a Korean syllable says as much as three letters. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const DENSE_WEIGHT = 3;

/** Two words or more, and still everybody's. */
const COMMON = new Set([
  'quick question',
  'a quick question',
  'one question',
  'a question',
  'follow up',
  'following up',
  'just following up',
  'checking in',
  'just checking in',
  'touching base',
  'thank you',
  'many thanks',
  'thanks again',
  'hello again',
  'hello there',
  'good morning',
  'good afternoon',
  'nice to meet you',
  'great to meet you',
  'next steps',
  'catch up',
  'our meeting',
  'our call',
  'our conversation',
  'meeting request',
  'meeting invitation',
  'no subject',
  'out of office',
  'vielen dank',
  'guten tag',
  'guten morgen',
  'kurze frage',
  'unser gespräch',
  'unser termin',
  'kein betreff',
  'petite question',
  'merci beaucoup',
  'aucun objet',
  'sans objet',
  'muchas gracias',
  'buenos días',
  'una pregunta',
  'sin asunto',
  'grazie mille',
  'una domanda',
  'nessun oggetto',
  'muito obrigado',
  'sem assunto',
  'geen onderwerp',
]);

/** The subject as it was before it was answered, forwarded or tagged; '' if nothing is left. */
export function bareSubject(subject: string): string {
  let bare = subject.slice(0, LONGEST * 2).normalize('NFKC').replace(/[\p{Cf}\p{Cc}\s]+/gu, ' ').trim();
  for (let before = ''; before !== bare; ) {
    before = bare;
    bare = bare.replace(PREFIX, '').replace(TAG, '');
  }
  return bare.slice(0, LONGEST).trim();
}

/** Key of the thread's subject, 22 characters; null for subjects too short or too common to tell threads apart. */
export function subjectKey(subject: string): string | null {
  const bare = bareSubject(subject)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
  if (COMMON.has(bare) || weightOf(bare) < FEWEST_LETTERS || isOneWord(bare)) return null;
  return createHash('sha256').update(bare).digest('base64url').slice(0, 22);
}

function weightOf(text: string): number {
  const letters = text.replace(/[^\p{L}]/gu, '').length;
  return letters + (text.match(DENSE)?.length ?? 0) * (DENSE_WEIGHT - 1);
}

/** Scripts that put no spaces between words are one "word" however much they say. */
function isOneWord(text: string): boolean {
  return !text.includes(' ') && text.match(DENSE) === null;
}
