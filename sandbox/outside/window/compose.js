/** The forms to answer, forward, and write. What was typed is kept until it is sent or discarded. */
import * as api from './api.js';
import { describe, h } from './dom.js';

let counter = 0;

/**
 * @param kind reply, reply-from, reply-all or forward
 * @param done called with a sentence when it was sent, without one when discarded
 */
export function answerForm(kind, state, message, done) {
  const { person } = state;
  const who = state.people.find(({ address }) => address === person);
  const from = kind === 'reply-from' ? fromPicker(state) : undefined;
  const to = kind === 'forward' ? field('To', { type: 'email', multiple: true, required: true, autocomplete: 'off' }) : undefined;
  const body = field('Message', { rows: '5' }, 'textarea');
  const heading = { reply: 'Reply', 'reply-from': 'Reply from another address', 'reply-all': 'Reply to all', forward: 'Forward' }[kind];
  const recipients = kind === 'forward' ? undefined : h('p', { class: 'soft' }, `To ${recipientsOf(kind, who, message)}`);
  return form(heading, [from?.element, recipients, to?.element, body.element], done, async () => {
    const text = body.input.value;
    const sender = from?.value();
    const sent =
      kind === 'forward'
        ? await api.forward(person, message.id, { to: splitAddresses(to.input.value), body: text })
        : await api.reply(person, message.id, { ...(sender === undefined ? {} : { from: sender }), all: kind === 'reply-all', body: text });
    return `Sent to ${[...sent.to, ...sent.cc].join(', ')} from ${sent.from}.`;
  });
}

export function newMailForm(who, done) {
  const to = field('To', { type: 'email', multiple: true, required: true, autocomplete: 'off', placeholder: 'rep@contoso.example' });
  const subject = field('Subject', { autocomplete: 'off' });
  const body = field('Message', { rows: '5' }, 'textarea');
  return form('New mail', [to.element, subject.element, body.element], done, async () => {
    await api.write(who.address, { to: splitAddresses(to.input.value), subject: subject.input.value, body: body.input.value });
  });
}

/** A choice of the known people, and room for any other address. */
function fromPicker({ people, person }) {
  const others = people.filter(({ address }) => address !== person);
  const domain = person.slice(person.lastIndexOf('@'));
  const first = others.find(({ address }) => address.endsWith(domain)) ?? others[0];
  const other = field('Other address', { type: 'email', autocomplete: 'off' });
  const askForOther = (asked) => {
    other.element.hidden = !asked;
    other.input.required = asked;
  };
  askForOther(first === undefined);
  const select = field('From', { onchange: ({ target }) => askForOther(target.value === '') }, 'select');
  select.input.append(...others.map((one) => h('option', { value: one.address, selected: one === first }, describe(one))), h('option', { value: '' }, 'Another address…'));
  return { element: h('div', {}, select.element, other.element), value: () => select.input.value || other.input.value.trim() };
}

function recipientsOf(kind, who, { from, to, cc, folder }) {
  const first = folder === 'sent' ? to : from === null ? [] : [from];
  if (kind !== 'reply-all') return first.map(describe).join(', ');
  const everyone = [...first, ...to, ...cc].filter(({ address }) => address.toLowerCase() !== who.address);
  return [...new Set(everyone.map(describe))].join(', ');
}

function form(heading, fields, done, submit) {
  const problem = h('p', { class: 'problem', role: 'alert' });
  const send = h('button', { class: 'primary' }, 'Send');
  const onsubmit = async (event) => {
    event.preventDefault();
    problem.textContent = '';
    send.disabled = true;
    try {
      done((await submit()) ?? 'Sent.');
    } catch (error) {
      problem.textContent = `${error.message} Nothing you typed is lost.`;
      send.disabled = false;
    }
  };
  return h(
    'form',
    { class: 'compose', onsubmit, 'aria-label': heading, onkeydown: (event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.currentTarget.requestSubmit() },
    h('h3', {}, heading),
    ...fields,
    problem,
    h('div', { class: 'row end' }, h('button', { type: 'button', onclick: () => done() }, 'Discard'), send),
  );
}

function field(label, properties, tag = 'input') {
  counter += 1;
  const id = `field-${counter}`;
  const input = h(tag, { id, ...properties });
  return { input, element: h('div', { class: 'field' }, h('label', { for: id }, label), input) };
}

function splitAddresses(text) {
  return text.split(/[,;\s]+/).filter((part) => part !== '');
}
