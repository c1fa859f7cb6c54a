/** The recipient's pages as HTML, in the language of their words: no script, one column, readable on a phone. */
import { documentOf, escaped } from '../http/index.js';
import { CODE_LIVES_MINUTES, type CodePurpose } from './codes.js';
import type { PersonalRows } from '../identity/index.js';
import type { Export } from './personal-data.js';
import { sortOfValue } from './plain.js';
import { agreedTo, choice, recorded, type Told } from './recorded.js';
import { LANGUAGES } from './words/language.js';
import type { Words } from './words/words.js';

const CSS = `main { max-width: 34rem; overflow-wrap: anywhere; }
@media (max-width: 480px) { main { margin: 0; padding: 1.25rem; border-radius: 0; } }
h2 { margin: 1.75rem 0 .25rem; font-size: 1.05rem; font-weight: 600; }
p { margin: .5rem 0; }
ul { margin: .5rem 0; padding-inline-start: 1.25rem; }
li { margin: .25rem 0; }
form { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; margin: .75rem 0; }
button { min-height: 2.5rem; }
button.quiet { background: none; box-shadow: inset 0 0 0 1px currentColor; color: inherit; }
input[type=text] { width: 9rem; min-height: 2.5rem; box-sizing: border-box; padding: .4rem .6rem; border: 1px solid light-dark(#616161, #adadad); border-radius: 4px; background: transparent; color: inherit; font: inherit; letter-spacing: .15em; }
input[type=checkbox] { width: 1.1rem; height: 1.1rem; }
input:focus-visible { outline: 2px solid light-dark(#0e7c86, #5cc3cc); outline-offset: 2px; }
nav.languages { gap: .5rem 1rem; margin-top: 2rem; font-size: .875rem; }
nav.languages a[aria-current] { color: inherit; font-weight: 600; text-decoration: none; }
.said { margin: 0 0 1rem; padding: .6rem .8rem; border-radius: 4px; background: light-dark(#e1f4f5, #083b41); }
.wrong { background: light-dark(#fde7e9, #4a1b1f); }
`;

/** So many rows of a section are shown at once. */
const ROWS_OPEN = 8;

/** Both null where the mailbox is connected no longer. */
export interface Sender {
  readonly name: string | null;
  readonly address: string | null;
}

/** Something that has just happened, or went wrong. */
export interface Said {
  readonly text: string;
  readonly isWrong?: boolean;
}

/** Where a page stands, and in which language. */
export interface Place {
  /** Path of the recipient's page. */
  readonly at: string;
  readonly words: Words;
  /** The language was chosen on the page, and goes on with it. */
  readonly isChosen: boolean;
}

export function choicePage(place: Place, address: string, sender: Sender, told: Told, said: Said | null): string {
  const { words } = place;
  const { choice: says } = words;
  const isRefused = told.consent === 'refused' || told.consent === 'withdrawn';
  const isGiven = told.consent === 'given';
  const refuse = `<button type="submit" name="say" value="refuse">${escaped(isGiven ? says.takeBack : says.refuse)}</button>`;
  const agree = `<button type="submit" name="say" value="agree" class="quiet">${escaped(told.consent === 'withdrawn' ? says.agreeAgain : says.agree)}</button>`;
  return page(
    words,
    says.title,
    `${saidHtml(said)}
<p>${says.writes(senderHtml(sender, words), strong(address))}</p>
<h2>${escaped(says.heading)}</h2>
<p>${escaped(choice(told, words))}</p>
<form method="post" action="${to(place)}">${isRefused ? '' : refuse}${isGiven ? '' : agree}</form>
${isGiven ? '' : `<p>${escaped(says.agreeTakesCode)}</p>`}
<p>${escaped(isRefused ? says.holds : says.ifRefused)} ${escaped(says.counted)}</p>
<h2>${escaped(words.recorded.heading)}</h2>
${list(recorded(told, words))}
<h2>${escaped(words.code.heading)}</h2>
<p>${words.code.firstHtml(escaped(address))}</p>
<form method="post" action="${to(place, '/code')}"><button type="submit" class="quiet">${escaped(words.code.send)}</button></form>
${languagesHtml(place)}`,
  );
}

export interface CodeAsked {
  readonly address: string;
  readonly sender: Sender;
  /** What the code was asked for, and does. */
  readonly purpose: CodePurpose;
}

/** Where the code is typed in. */
export function codePage(place: Place, { address, sender, purpose }: CodeAsked, said: Said | null): string {
  const { words } = place;
  const { code: says } = words;
  return page(
    words,
    says.title,
    `${saidHtml(said)}
<p>${says.onItsWay(strong(address), CODE_LIVES_MINUTES)}</p>
${purpose === 'see' ? '' : `<p>${says.youAgreeTo(senderHtml(sender, words))}</p>\n${list(agreedTo(words))}`}
<form method="post" action="${to(place, purpose === 'see' ? '/data' : '/agree')}">
<label for="code">${escaped(says.label)}</label>
<input type="text" id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="9" required>
<button type="submit">${escaped(purpose === 'see' ? says.show : words.choice.agree)}</button>
</form>
<p><a href="${to(place)}">${escaped(words.back)}</a></p>`,
  );
}

export function dataPage(place: Place, stored: Export, ticket: string): string {
  const { words } = place;
  const { data: says } = words;
  const sections = Object.entries(stored.data).map(([what, rows]) => sectionHtml(words, what, rows));
  const hidden = `<input type="hidden" name="ticket" value="${escaped(ticket)}">`;
  return page(
    words,
    says.title,
    `<p>${says.about(strong(stored.address))}</p>
<form method="post" action="${to(place, '/data')}">${hidden}<button type="submit" name="as" value="json" class="quiet">${escaped(says.save)}</button></form>
${sections.length === 0 ? `<p>${escaped(says.nothing)}</p>` : sections.join('\n')}
<h2>${escaped(says.eraseHeading)}</h2>
<p>${escaped(says.eraseSays)}</p>
<form method="post" action="${to(place, '/erase')}">${hidden}
<input type="checkbox" id="sure" name="sure" value="yes" required><label for="sure">${escaped(says.sure)}</label>
<button type="submit">${escaped(says.erase)}</button></form>
<p><a href="${to(place)}">${escaped(words.back)}</a></p>`,
  );
}

export function erasedPage(place: Place, address: string): string {
  const { data: says } = place.words;
  return page(place.words, says.erasedTitle, `<p>${says.erased(strong(address))}</p><p><a href="${to(place)}">${escaped(says.backToChoice)}</a></p>`);
}

/** The link is none of ours. */
export function invalidPage(place: Place): string {
  const { invalid } = place.words;
  return page(place.words, invalid.title, `<p>${escaped(invalid.says)}</p>\n${languagesHtml(place)}`);
}

function page(words: Words, title: string, html: string): string {
  return documentOf(title, `<h1>${escaped(title)}</h1>\n${html}`, { css: CSS, lang: words.lang });
}

/** An address of the page, as it stands in HTML. */
function to({ at, words, isChosen }: Place, rest = ''): string {
  return escaped(`${at}${rest}${isChosen ? `?lang=${words.lang}` : ''}`);
}

function languagesHtml({ at, words }: Place): string {
  const links = LANGUAGES.map(({ lang, name }) => `<a lang="${lang}" hreflang="${lang}" href="${escaped(at)}?lang=${lang}"${lang === words.lang ? ' aria-current="true"' : ''}>${name}</a>`);
  return `<nav class="languages" aria-label="${escaped(words.languages)}">${links.join('')}</nav>`;
}

function strong(address: string): string {
  return `<strong>${escaped(address)}</strong>`;
}

function list(sentences: readonly string[]): string {
  return `<ul>${sentences.map((sentence) => `<li>${escaped(sentence)}</li>`).join('')}</ul>`;
}

function saidHtml(said: Said | null): string {
  return said === null ? '' : `<p class="said${said.isWrong === true ? ' wrong' : ''}" role="${said.isWrong === true ? 'alert' : 'status'}">${escaped(said.text)}</p>`;
}

function senderHtml({ name, address }: Sender, { choice: says }: Words): string {
  if (name === null) return escaped(says.theSender);
  return address === null ? escaped(name) : `<strong>${escaped(name)}</strong> (${escaped(address)})`;
}

/** One line a row; many rows stand folded, so that the page stays short. */
function sectionHtml(words: Words, what: string, rows: PersonalRows): string {
  const all = `<ul>${rows.map((row) => rowHtml(words, row)).join('')}</ul>`;
  return `<h2>${escaped(term(words, what))}</h2>${rows.length > ROWS_OPEN ? `<details><summary>${escaped(words.data.showAll(rows.length))}</summary>${all}</details>` : all}`;
}

function rowHtml(words: Words, row: Readonly<Record<string, unknown>>): string {
  return `<li>${Object.entries(row).map(([label, value]) => (value instanceof Date && label === 'When' ? escaped(text(value)) : `${escaped(term(words, label))}: ${valueHtml(words, label, value)}`)).join(' · ')}</li>`;
}

function valueHtml(words: Words, label: string, value: unknown): string {
  if (typeof value !== 'string') return escaped(text(value));
  switch (sortOfValue(label)) {
    case 'term':
      return escaped(term(words, value));
    case 'sentence':
      return words.data.terms === null ? escaped(value) : `<span lang="en">${escaped(value)}</span>`;
    case 'text':
      return escaped(value);
  }
}

/** What has no words in this language stays as it is. */
function term({ data: { terms } }: Words, english: string): string {
  const table: Readonly<Record<string, string>> = terms ?? {};
  return Object.hasOwn(table, english) ? (table[english] ?? english) : english;
}

function text(value: unknown): string {
  if (value instanceof Date) return value.toISOString().slice(0, 16).replace('T', ' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
