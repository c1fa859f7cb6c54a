/**
 * What the writer's own text says: absence, return, whom to turn to, "we have received your
 * message". Each topic counts once, however often and in however many languages it is said, because
 * long texts say anything sooner or later; what several topics say together is what a machine says.
 */
import type { Folded } from '../words/fold.js';
import { says, type Said, type Topic } from '../words/topics.js';
import { evidence, type Evidence } from './evidence.js';

/** Topics of an automatic answer, with their weights. */
const WEIGHTS: readonly (readonly [Topic, number])[] = [
  ['automatic', 55],
  ['absence', 40],
  ['departed', 45],
  ['challenge', 50],
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

export function textEvidence(said: SaidByTopic): Evidence[] {
  const alone = [...said.keys()].every((topic) => HELPERS.has(topic));
  return WEIGHTS.flatMap(([topic, weight]) => {
    const found = said.get(topic);
    if (found === undefined) return [];
    const counts = alone ? 0 : found.from > EARLY && !HELPERS.has(topic) ? weight * REMARK : weight;
    return [evidence(`says-${topic === 'willAnswer' ? 'will-answer' : topic === 'noReply' ? 'no-reply' : topic}`, found.words, counts)];
  });
}
