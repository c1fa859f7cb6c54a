/** The reading pane: a message in a frame without scripts, its images through the sandbox's proxy, and the answers to it. */
import * as api from './api.js';
import { answerForm } from './compose.js';
import { describe, h, refill, timeElement } from './dom.js';

const pane = document.getElementById('reading');
const ANSWERS = [
  ['reply', 'Reply'],
  ['reply-from', 'Reply from another address'],
  ['reply-all', 'Reply all'],
  ['forward', 'Forward'],
];
/** What the person last said about images, for mail programs that load them unless told otherwise. */
let showImages = true;
/** The message being read, for the list of what was asked because of it. */
let read;

export function showNothing({ messages }) {
  read = undefined;
  const sentence = messages.length === 0 ? 'No message to read yet.' : 'Choose a message to read it.';
  pane.replaceChildren(h('p', { class: 'empty' }, sentence));
}

export function showReading(state, message, onBack) {
  const { person } = state;
  const images = imagesSwitch(state);
  const frame = h('iframe', { title: 'Text of the message', sandbox: 'allow-popups allow-popups-to-escape-sandbox', referrerpolicy: 'no-referrer', src: api.viewAddress(person, message.id, images.shown) });
  const answer = h('div', { class: 'answer' });
  const status = h('p', { class: 'sent', role: 'status' });
  images.onChange((shown) => {
    frame.src = api.viewAddress(person, message.id, shown);
  });
  const open = (kind, button) => {
    status.textContent = '';
    answer.replaceChildren(
      answerForm(kind, state, message, (sentence) => {
        answer.replaceChildren();
        status.textContent = sentence ?? '';
        button.focus();
      }),
    );
    answer.querySelector('select, input, textarea').focus();
  };
  refill(
    pane,
    h(
      'div',
      { class: 'head' },
      h('button', { class: 'back', type: 'button', 'aria-label': 'Back to messages', onclick: onBack }, '‹'),
      h('h2', { class: 'title' }, message.subject || '(no subject)'),
    ),
    h('div', { class: 'toolbar', role: 'group', 'aria-label': 'Answer' }, ANSWERS.map(([kind, label]) => h('button', { type: 'button', onclick: (event) => open(kind, event.currentTarget) }, label))),
    status,
    answer,
    h(
      'div',
      { class: 'envelope' },
      h('p', { class: 'from' }, h('strong', {}, message.from === null ? 'Unknown sender' : message.from.name || message.from.address), message.from?.name ? h('span', { class: 'soft' }, ` ${message.from.address}`) : undefined),
      timeElement(message.at),
      line('To', message.to),
      message.cc.length > 0 && line('Cc', message.cc),
    ),
    files(person, message),
    frame,
    h('div', { class: 'foot' }, images.element, visitsPlace(), headers(person, message)),
  );
  read = { person, id: message.id };
  void showVisits();
}

/** Whether images are shown at first, and the switch for it: none where there is nothing to decide. */
function imagesSwitch({ people, person, choices }) {
  const { mailProgram } = people.find(({ address }) => address === person);
  const pictures = choices.mailPrograms.find(({ name }) => name === mailProgram)?.pictures;
  if (pictures === 'never') return { shown: false, element: undefined, onChange: () => undefined };
  const asksFirst = pictures === 'allowed';
  const shown = asksFirst ? false : showImages;
  const input = h('input', { type: 'checkbox', checked: shown });
  return {
    shown,
    element: h('label', { class: 'images' }, input, 'Show images'),
    onChange(changed) {
      input.addEventListener('change', () => {
        if (!asksFirst) showImages = input.checked;
        changed(input.checked);
      });
    },
  };
}

function visitsPlace() {
  return h('details', { class: 'visits' }, h('summary', {}, 'What was asked for'), h('ul', { tabindex: '0', 'aria-label': 'Requests because of this message' }));
}

/** Brings the list of requests up to date; it grows while machines look at the mail. @param of the message it grew for */
export async function showVisits(of = read?.id) {
  if (read === undefined || read.id !== of) return;
  const { id } = read;
  const { visits } = await api.visits(read.person, id).catch(() => ({ visits: [] }));
  const place = pane.querySelector('.visits');
  if (read?.id !== id || place === null) return;
  place.querySelector('summary').textContent = visits.length === 0 ? 'Nothing was asked for yet' : visits.length === 1 ? '1 request because of this message' : `${visits.length} requests because of this message`;
  const list = place.querySelector('ul');
  if (list.childElementCount === visits.length) return;
  list.replaceChildren(...visits.map(visitLine));
}

function visitLine({ at, by, method, url, networkAddress, userAgent, status, note }) {
  const { host, pathname } = new URL(url);
  return h(
    'li',
    {},
    h('p', {}, h('strong', {}, by), ` asked ${method} ${host}${pathname.length > 28 ? `${pathname.slice(0, 27)}…` : pathname} `, status === 0 ? '' : `(${status})`, ' ', timeElement(at)),
    h('p', { class: 'soft' }, `from ${networkAddress ?? 'this machine'} as ${userAgent}${note === null ? '' : ` · ${note}`}`),
  );
}

function line(label, mailboxes) {
  return h('p', { class: 'soft recipients' }, `${label}: ${mailboxes.map(describe).join(', ')}`);
}

function files(person, { id, attachments }) {
  const shown = attachments.map((file, number) => ({ ...file, number })).filter(({ inline }) => !inline);
  if (shown.length === 0) return undefined;
  return h('ul', { class: 'files', 'aria-label': 'Attachments' }, shown.map(({ name, size, number }) => h('li', {}, h('a', { href: api.attachmentAddress(person, id, number), download: name }, name, h('span', { class: 'soft' }, ` ${Math.max(1, Math.round(size / 1024))} KB`)))));
}

function headers(person, { id, headers: fields }) {
  return h(
    'details',
    {},
    h('summary', {}, 'Message source'),
    h('dl', { class: 'headers', tabindex: '0', 'aria-label': 'Headers' }, fields.flatMap(({ name, value }) => [h('dt', {}, name), h('dd', {}, value)])),
    h('p', {}, h('a', { href: api.mimeAddress(person, id), download: 'message.eml' }, 'Save as .eml')),
  );
}
