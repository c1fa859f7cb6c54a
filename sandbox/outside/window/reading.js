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
let showImages = true;

export function showNothing({ messages }) {
  const sentence = messages.length === 0 ? 'No message to read yet.' : 'Choose a message to read it.';
  pane.replaceChildren(h('p', { class: 'empty' }, sentence));
}

export function showReading(state, message, onBack) {
  const { person } = state;
  const frame = h('iframe', { title: 'Text of the message', sandbox: 'allow-popups allow-popups-to-escape-sandbox', referrerpolicy: 'no-referrer', src: api.viewAddress(person, message.id, showImages) });
  const answer = h('div', { class: 'answer' });
  const status = h('p', { class: 'sent', role: 'status' });
  const images = h('input', {
    type: 'checkbox',
    checked: showImages,
    onchange: ({ target }) => {
      showImages = target.checked;
      frame.src = api.viewAddress(person, message.id, showImages);
    },
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
    h('div', { class: 'foot' }, h('label', { class: 'images' }, images, 'Show images'), headers(person, message)),
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
