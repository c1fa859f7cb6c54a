/** The rep's own mail: a folder of a mailbox, and one mail as the chosen Outlook shows it. Opening a mail loads its images each time. */
import { h, refill, timeElement } from '/dom.js';

const state = { address: undefined, client: undefined, folder: 'sentitems', mails: [], number: undefined };
const owner = document.getElementById('owner');
const client = document.getElementById('client');
const reading = document.getElementById('reading');

const get = async (path) => (await fetch(`/rep/mailboxes${path}`)).json();
const mailbox = () => `/${encodeURIComponent(state.address)}`;

async function showFolder() {
  state.mails = await get(`${mailbox()}/folders/${state.folder}`);
  for (const button of document.querySelectorAll('[data-folder]')) button.setAttribute('aria-pressed', String(button.dataset.folder === state.folder));
  refill(document.getElementById('mails'), state.mails.map((mail) => h('li', {}, row(mail))));
  document.getElementById('none').textContent = state.mails.length > 0 ? '' : 'Nothing here yet.';
}

function row({ number, subject, from, to, at }) {
  const other = state.folder === 'inbox' ? from : to.join(', ');
  const read = (event) => {
    event.preventDefault();
    state.number = number;
    showMail();
    void showFolder();
  };
  return h(
    'a',
    { class: 'item', href: `#${number}`, 'data-key': String(number), 'aria-current': number === state.number && 'true', onclick: read },
    h('span', { class: 'top' }, h('span', { class: 'name' }, other), timeElement(at)),
    h('span', { class: 'subject' }, subject || '(no subject)'),
  );
}

function showMail() {
  const mail = state.mails.find(({ number }) => number === state.number);
  if (mail === undefined) {
    reading.replaceChildren(h('p', { class: 'empty' }, 'Choose a message to read it.'));
    return;
  }
  const query = new URLSearchParams({ client: state.client.name, at: String(Date.now()) });
  reading.replaceChildren(
    h('div', { class: 'head' }, h('h2', { class: 'title' }, mail.subject || '(no subject)')),
    h('div', { class: 'envelope' }, h('p', {}, h('strong', {}, mail.from)), timeElement(mail.at), h('p', { class: 'soft recipients' }, `To: ${mail.to.join(', ')}`)),
    h('iframe', { title: 'Text of the message', sandbox: `allow-popups allow-popups-to-escape-sandbox${state.client.name === 'outlook-web-direct' ? ' allow-same-origin' : ''}`, referrerpolicy: 'no-referrer', src: `/rep/mailboxes${mailbox()}/messages/${mail.number}/view?${query}` }),
  );
}

const { owners, clients } = await get('');
owner.append(...owners.map(({ address, name }) => h('option', { value: address }, `${name} <${address}>`)));
client.append(...clients.map(({ name, label }) => h('option', { value: name }, label)));
const choose = async () => {
  state.address = owner.value;
  state.client = clients.find(({ name }) => name === client.value);
  document.getElementById('client-says').textContent = state.client.says;
  await showFolder();
  showMail();
};
owner.addEventListener('change', () => {
  state.number = undefined;
  void choose();
});
client.addEventListener('change', () => {
  // What was shown in the other Outlook is closed: the next look is a new one.
  state.number = undefined;
  void choose();
});
for (const button of document.querySelectorAll('[data-folder]')) {
  button.addEventListener('click', () => {
    state.folder = button.dataset.folder;
    state.number = undefined;
    void choose();
  });
}
document.getElementById('again').addEventListener('click', () => void showFolder());
await choose();
document.documentElement.dataset.ready = 'yes';
