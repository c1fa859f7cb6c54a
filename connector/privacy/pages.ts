/** The recipient's pages as HTML: no script, one column, readable on a phone. */
import { documentOf, escaped } from '../http/index.js';
import { CODE_LIVES_MINUTES } from './codes.js';
import type { PersonalRows } from '../identity/index.js';
import type { Export } from './personal-data.js';
import { choice, recorded, type Told } from './recorded.js';

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
.said { margin: 0 0 1rem; padding: .6rem .8rem; border-radius: 4px; background: light-dark(#e1f4f5, #083b41); }
.wrong { background: light-dark(#fde7e9, #4a1b1f); }
`;

/** What a refusal cannot reach: nobody can tell whose it is. */
const COUNTED = 'Mail you already have that is only counted, without knowing whose, carries nothing that tells who you are: those counts go on. Mail sent after a refusal does not carry even that.';

/** So many rows of a section are shown at once. */
const ROWS_OPEN = 8;

export interface Sender {
  readonly name: string;
  /** Null where the mailbox is connected no longer. */
  readonly address: string | null;
}

/** Something that has just happened, or went wrong. */
export interface Said {
  readonly text: string;
  readonly isWrong?: boolean;
}

/** @param at path of the page itself */
export function choicePage(at: string, address: string, sender: Sender, told: Told, said: Said | null): string {
  const isRefused = told.consent === 'refused' || told.consent === 'withdrawn';
  const refuse = `<button type="submit" name="say" value="refuse">${told.consent === 'given' ? 'Take it back' : 'Refuse'}</button>`;
  const agree = `<button type="submit" name="say" value="agree" class="quiet">${told.consent === 'withdrawn' ? 'Agree again' : 'Agree'}</button>`;
  return page(
    'Your choice about tracking',
    `${saidHtml(said)}
<p>${senderHtml(sender)} and colleagues write to <strong>${escaped(address)}</strong> with Readback, a program that tells them what becomes of their mail.</p>
<h2>Your choice</h2>
<p>${escaped(choice(told))}</p>
<form method="post" action="${escaped(at)}">${isRefused ? '' : refuse}${told.consent === 'given' ? '' : agree}</form>
<p>${isRefused ? 'That holds for all of them, and for mail you already have.' : 'If you refuse, that holds for all of them, and for mail you already have: nothing you load or open is stored as yours any more, and what was stored is erased.'} ${COUNTED}</p>
<h2>What is recorded about you</h2>
<ul>${recorded(told).map((sentence) => `<li>${escaped(sentence)}</li>`).join('')}</ul>
<h2>See or erase it</h2>
<p>So that nobody else can, a code is mailed to ${escaped(address)} first.</p>
<form method="post" action="${escaped(at)}/code"><button type="submit" class="quiet">Send the code</button></form>`,
  );
}

/** Where the code is typed in. */
export function codePage(at: string, address: string, said: Said | null): string {
  return page(
    'Enter the code',
    `${saidHtml(said)}
<p>A mail with a code of six digits is on its way to <strong>${escaped(address)}</strong>. It is valid for ${CODE_LIVES_MINUTES} minutes.</p>
<form method="post" action="${escaped(at)}/data">
<label for="code">Code</label>
<input type="text" id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="9" required>
<button type="submit">Show what is stored</button>
</form>
<p><a href="${escaped(at)}">Back</a></p>`,
  );
}

export function dataPage(at: string, stored: Export, ticket: string): string {
  const sections = Object.entries(stored.data).map(([what, rows]) => sectionHtml(what, rows));
  const hidden = `<input type="hidden" name="ticket" value="${escaped(ticket)}">`;
  return page(
    'What is stored about you',
    `<p>Everything stored about <strong>${escaped(stored.address)}</strong>. Times are in UTC.</p>
<form method="post" action="${escaped(at)}/data">${hidden}<button type="submit" name="as" value="json" class="quiet">Save as a file (JSON)</button></form>
${sections.length === 0 ? '<p>Nothing.</p>' : sections.join('\n')}
<h2>Erase it</h2>
<p>Everything above is erased for good. If you refused to be tracked, or asked not to be written to, only that is kept, in a form that does not show your address, so that it goes on being heeded.</p>
<form method="post" action="${escaped(at)}/erase">${hidden}
<input type="checkbox" id="sure" name="sure" value="yes" required><label for="sure">Yes, erase everything</label>
<button type="submit">Erase</button></form>
<p><a href="${escaped(at)}">Back</a></p>`,
  );
}

export function erasedPage(at: string, address: string): string {
  return page('Erased', `<p>Everything stored about <strong>${escaped(address)}</strong> was erased.</p><p><a href="${escaped(at)}">Back to your choice</a></p>`);
}

function page(title: string, html: string): string {
  return documentOf(title, `<h1>${escaped(title)}</h1>\n${html}`, CSS);
}

function saidHtml(said: Said | null): string {
  return said === null ? '' : `<p class="said${said.isWrong === true ? ' wrong' : ''}" role="${said.isWrong === true ? 'alert' : 'status'}">${escaped(said.text)}</p>`;
}

function senderHtml({ name, address }: Sender): string {
  return address === null ? escaped(name) : `<strong>${escaped(name)}</strong> (${escaped(address)})`;
}

/** One line a row; many rows stand folded, so that the page stays short. */
function sectionHtml(what: string, rows: PersonalRows): string {
  const list = `<ul>${rows.map(rowHtml).join('')}</ul>`;
  return `<h2>${escaped(what)}</h2>${rows.length > ROWS_OPEN ? `<details><summary>Show all ${rows.length}</summary>${list}</details>` : list}`;
}

function rowHtml(row: Readonly<Record<string, unknown>>): string {
  return `<li>${Object.entries(row).map(([label, value]) => (value instanceof Date && label === 'When' ? escaped(text(value)) : `${escaped(label)}: ${escaped(text(value))}`)).join(' · ')}</li>`;
}

function text(value: unknown): string {
  if (value instanceof Date) return value.toISOString().slice(0, 16).replace('T', ' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
