/**
 * What the writer's own text says: absence, return, whom to turn to, "we have received your
 * message". Each topic counts once, however often and in however many languages it is said, because
 * long texts say anything sooner or later; what several topics say together is what a machine says.
 */
import { fold, type Folded } from '../words/fold.js';
import { says, type Said, type Topic } from '../words/topics.js';
import { evidence, type Evidence } from './evidence.js';

/** Topics of an automatic answer, with their weights. */
const WEIGHTS: readonly (readonly [Topic, number])[] = [
  ['automatic', 55],
  ['absence', 40],
  ['departed', 45],
  ['challenge', 60],
  ['list', 45],
  ['received', 35],
  ['later', 25],
  ['noReply', 25],
  ['instead', 20],
  ['willAnswer', 20],
  ['back', 15],
  ['ticket', 15],
];

/** Topics that only help others: alone they say nothing of a machine, only what sort of answer it is. */
const HELPERS: ReadonlySet<Topic> = new Set(['later', 'noReply', 'instead', 'willAnswer', 'back', 'ticket']);

/** All helpers together count so much; less where people say the main thing too: "Thank you for your mail." */
const MOST_HELP = 60;
const MOST_HELP_FOR_RECEIPT = 40;

const CODES: Partial<Record<Topic, string>> = { willAnswer: 'says-will-answer', noReply: 'says-no-reply' };

/** Said later than this, it is a remark, not what the mail is about. Characters of folded text. */
const EARLY = 400;
/** A remark counts so much. */
const REMARK = 0.5;

export type SaidByTopic = ReadonlyMap<Topic, Said>;

export function topicsOf(text: Folded): SaidByTopic {
  const said = new Map<Topic, Said>();
  for (const [topic] of WEIGHTS) {
    const found = says(text, topic);
    if (found !== null) said.set(topic, found);
  }
  return said;
}

/** "An automatic reply", not "an automatic message": by the word for answer in the languages that say it so. */
const ANSWER = /repl|respon|antwor|reponse|respuesta|rispost|respost|antwoord|svar|vasta|odpowied|odpoved|yanit|ответ|応答|返信|返答|回复|回覆|答复|答覆|회신|응답|답장/;
/** Away, without mail, and whom to turn to: nobody who answers says all of it. */
const IN_FULL = 20;
/** Notices of every kind say of themselves that they are automatic and not to be answered. */
const NOTICE = 0.4;

/** Back on a day, read later, turn to Kim: that somebody is away, without saying so. */
const AWAY_UNSAID = 35;
/** What belongs to no absence and no departure: people promise it too. */
const OF_RECEIPTS: ReadonlySet<Topic> = new Set(['willAnswer', 'ticket']);

/** @param answers whether anything else says that the mail answers one @param subject whether the subject says what helpers help */
export function textEvidence(said: SaidByTopic, answers: boolean, subject: boolean): Evidence[] {
  const core = coreOf(said);
  if (core.length === 0 && said.has('back') && (said.has('instead') || said.has('later'))) {
    return [...helpers(said, MOST_HELP, false), evidence('says-back-and-instead', said.get('back')?.words ?? '', AWAY_UNSAID)];
  }
  const isReceipt = core.every((topic) => topic === 'received');
  const automatic = said.get('automatic');
  const isNotice = !answers && core.length === 1 && automatic !== undefined && !ANSWER.test(fold(automatic.words).text);
  const help = core.length === 0 ? (subject ? MOST_HELP_FOR_RECEIPT : 0) : isReceipt ? MOST_HELP_FOR_RECEIPT : MOST_HELP;
  const main = WEIGHTS.flatMap(([topic, weight]) => {
    const found = said.get(topic);
    if (found === undefined || !core.includes(topic)) return [];
    return [evidence(codeOf(topic), found.words, weight * (found.from > EARLY ? REMARK : 1) * (isNotice ? NOTICE : 1))];
  });
  const absence = said.get('absence');
  const inFull = absence !== undefined && said.has('later') && said.has('instead') ? [evidence('absence-in-full', absence.words, IN_FULL)] : [];
  return [...main, ...helpers(said, help, core.includes('departed') && !core.includes('automatic')), ...inFull];
}

/** The main things said. A list that holds a mail speaks much as a challenge does, and counts once. */
function coreOf(said: SaidByTopic): Topic[] {
  const core = [...said.keys()].filter((topic) => !HELPERS.has(topic));
  if (core.includes('challenge')) return core.filter((topic) => topic !== 'list');
  // "Thanks for contacting me, I no longer work there": thanks make no machine of who says that somebody is gone.
  return core.includes('departed') && !core.includes('automatic') ? core.filter((topic) => topic !== 'received') : core;
}

function helpers(said: SaidByTopic, most: number, departed: boolean): Evidence[] {
  let left = most;
  return WEIGHTS.flatMap(([topic, weight]) => {
    const found = said.get(topic);
    if (found === undefined || !HELPERS.has(topic)) return [];
    const counts = departed && OF_RECEIPTS.has(topic) ? 0 : Math.min(weight, left);
    left -= counts;
    return [evidence(codeOf(topic), found.words, counts)];
  });
}

function codeOf(topic: Topic): string {
  return CODES[topic] ?? `says-${topic}`;
}
