/** The pane of one person's messages, with their out-of-office switch and a new mail. */
import * as api from './api.js';
import { newMailForm } from './compose.js';
import { describe, h, refill, timeElement } from './dom.js';
import { habits } from './habits.js';

const pane = document.getElementById('messages');
/** A mail being written, or out-of-office text being edited, survives a refresh of the list. */
let writing;

export function showMessages(state, actions) {
  const who = state.people.find(({ address }) => address === state.person);
  if (who === undefined) {
    writing = undefined;
    pane.replaceChildren();
    return;
  }
  if (writing?.person !== who.address) writing = undefined;
  if (pane.dataset.person !== who.address || pane.querySelector('.list') === null) build(who, state, actions);
  refresh(who, state, actions);
}

function build(who, state, actions) {
  pane.dataset.person = who.address;
  const list = h('ul', { class: 'list' });
  pane.replaceChildren(
    h(
      'div',
      { class: 'head' },
      h('button', { class: 'back', type: 'button', 'aria-label': 'Back to people', onclick: actions.onBack }, '‹'),
      h('div', { class: 'title' }, h('h2', {}, who.name), h('p', { class: 'soft' }, who.address)),
      h('button', { class: 'small', type: 'button', onclick: () => startWriting(who) }, 'New mail'),
    ),
    h('div', { class: 'away' }),
    h('div', { class: 'habits' }),
    h('div', { class: 'writing' }),
    h('div', { class: 'tabs', role: 'group', 'aria-label': 'Folder' }),
    list,
    h('p', { class: 'empty' }),
  );
}

function refresh(who, state, { onFolder }) {
  const away = pane.querySelector('.away');
  if (!away.contains(document.activeElement) || document.activeElement.matches('[role=switch]')) refill(away, awayControls(who));
  refill(pane.querySelector('.habits'), habits(who, state.choices, pane.querySelector('.habits details')?.open ?? false));
  const shown = state.messages.filter(({ folder }) => folder === state.folder);
  refill(
    pane.querySelector('.tabs'),
    [['inbox', 'Inbox'], ['sent', 'Sent']].map(([folder, label]) =>
      h('button', { type: 'button', 'data-key': folder, 'aria-pressed': String(folder === state.folder), onclick: () => onFolder(folder) }, label),
    ),
  );
  refill(pane.querySelector('.list'), shown.map((message) => h('li', {}, row(state.person, message, message.id === state.id))));
  pane.querySelector('.empty').textContent = shown.length > 0 ? '' : emptySentence(who, state.folder);
}

function emptySentence(who, folder) {
  return folder === 'inbox' ? `Mail to ${who.address} appears here. Write to them with a campaign in Readback, or from any mail program.` : `What ${who.name} answers appears here.`;
}

function row(person, { id, folder, at, read, from, to, subject, preview, attachments }, selected) {
  const other = folder === 'inbox' ? [from ?? { name: '', address: 'Unknown sender' }] : to;
  const files = attachments.filter(({ inline }) => !inline).length;
  return h(
    'a',
    { class: read ? 'item' : 'item new', href: `#/${encodeURIComponent(person)}/${id}`, 'aria-current': selected && 'true', 'data-key': id },
    h('span', { class: 'top' }, h('span', { class: 'name', title: other.map(describe).join(', ') }, !read && h('span', { class: 'unseen' }, 'Unread: '), other.map(({ name, address }) => name || address).join(', ')), timeElement(at)),
    h('span', { class: 'subject' }, subject || '(no subject)', files > 0 && h('span', { class: 'tag' }, files === 1 ? '1 file' : `${files} files`)),
    h('span', { class: 'soft preview' }, preview),
  );
}

function awayControls({ address, outOfOffice: { on, text } }) {
  const toggle = () => void api.setOutOfOffice(address, { on: !on });
  return [
    h('button', { class: 'switch', type: 'button', role: 'switch', 'aria-checked': String(on), 'data-key': 'away', onclick: toggle }, h('span', { class: 'track', 'aria-hidden': 'true' }), 'Out of office'),
    on &&
      h('textarea', {
        rows: '2',
        'aria-label': 'Automatic answer',
        value: text,
        onchange: ({ target }) => target.value.trim() !== '' && void api.setOutOfOffice(address, { on: true, text: target.value }),
      }),
  ];
}

function startWriting(who) {
  const place = pane.querySelector('.writing');
  writing = { person: who.address };
  const close = () => {
    writing = undefined;
    place.replaceChildren();
  };
  place.replaceChildren(newMailForm(who, close));
  place.querySelector('input').focus();
}
