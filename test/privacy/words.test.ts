import assert from 'node:assert/strict';
import { en } from '../../connector/privacy/words/en.js';
import { LANGUAGES, languageFor } from '../../connector/privacy/words/language.js';

describe('the language of a recipient’s page', () => {
  const TABLE: readonly (readonly [string, unknown, string | undefined, string, boolean])[] = [
    ['nothing is said', undefined, undefined, 'en', false],
    ['anything will do', undefined, '*', 'en', false],
    ['one of a country', undefined, 'de-AT', 'de', false],
    ['in capitals', undefined, 'FR-ch', 'fr', false],
    ['the first that there is', undefined, 'pt-BR, it;q=0.8, de;q=0.9', 'de', false],
    ['none that there is', undefined, 'pt, ja;q=0.9', 'en', false],
    ['one that is not wanted', undefined, 'de;q=0, nl;q=0.1', 'nl', false],
    ['equally wanted: the first', undefined, 'es, it', 'es', false],
    ['nonsense', undefined, ';;q=x,,de;q=,nl', 'nl', false],
    ['chosen', 'it', 'de', 'it', true],
    ['chosen, but not there', 'xx', 'de', 'de', false],
    ['chosen twice', ['it', 'fr'], 'de', 'de', false],
    ['chosen with something else', 'de"><script>', undefined, 'en', false],
  ];
  for (const [what, chosen, accepted, lang, isChosen] of TABLE) {
    it(what, () => {
      const found = languageFor({ chosen, accepted });
      assert.deepEqual([found.words.lang, found.isChosen], [lang, isChosen]);
    });
  }

  it('says everything in each of them', () => {
    const english = sentencesOf(en);
    for (const words of LANGUAGES.filter(({ lang }) => lang !== 'en')) {
      const own = sentencesOf(words);
      assert.equal(own.length, english.length, words.lang);
      assert.deepEqual(own.filter((sentence, index) => sentence.length > 12 && sentence === english[index]), [], words.lang);
      assert.deepEqual(own.filter((sentence) => /undefined|NaN|\$\{/.test(sentence)), []);
      // What is put in must come out, whatever the order of words.
      assert.match(words.choice.writes('SENDER', 'YOU'), /SENDER.*YOU|YOU.*SENDER/);
      assert.match(words.proof('YOU'), /YOU/);
      for (const letter of Object.values(words.letter.text)) assert.match(letter('SENDER', '123456', 15), /SENDER.*^123456$.* 15 /ms);
    }
  });
});

/** Every text of a language, those that take something with something put in; what is given out is not among them. */
function sentencesOf(words: object): string[] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'terms') return [];
    if (typeof value === 'string') return [value];
    if (isFiller(value)) return [String(value('one', 'two', '3'))];
    return typeof value === 'object' && value !== null ? sentencesOf(value) : [];
  });
}

function isFiller(value: unknown): value is (...given: readonly string[]) => unknown {
  return typeof value === 'function';
}
