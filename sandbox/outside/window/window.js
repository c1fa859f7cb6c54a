/**
 * The mail window: people, their messages, and one message. The address's fragment says what is shown
 * (`#/person/message`), so that back, forward and links work, also on a phone where one pane is seen at a time.
 */
import * as api from './api.js';
import { refreshTimes } from './dom.js';
import { hintFor } from './hint.js';
import { showMessages } from './messages.js';
import { showPeople, wireNewPerson } from './people.js';
import { showNothing, showReading, showVisits } from './reading.js';

const state = { people: [], messages: [], person: undefined, id: undefined, folder: 'inbox', choices: { mailPrograms: [], gateways: [] } };
const panes = document.getElementById('panes');
const wide = matchMedia('(min-width: 761px)');
/** The message the reading pane was filled for: filling it again would load its images again. */
let read;

export function go(person, id) {
  location.hash = person === undefined ? '#/' : `#/${encodeURIComponent(person)}${id === undefined ? '' : `/${id}`}`;
}

async function followAddress() {
  const [person, id] = location.hash.slice(2).split('/').map(decodeURIComponent);
  const before = state.person;
  state.person = state.people.some(({ address }) => address === person) ? person : undefined;
  state.id = state.person === undefined || id === '' ? undefined : id;
  if (state.person !== before) state.folder = 'inbox';
  panes.dataset.view = state.person === undefined ? 'people' : state.id === undefined ? 'messages' : 'reading';
  if (state.person === undefined && wide.matches && state.people.length > 0) {
    const first = state.people.find(({ unread }) => unread > 0) ?? state.people[0];
    history.replaceState(undefined, '', `#/${encodeURIComponent(first.address)}`);
    await followAddress();
    return;
  }
  await refreshMessages();
  await fillReading();
}

async function refreshMessages() {
  const { person } = state;
  const messages = person === undefined ? [] : await api.messages(person);
  if (person !== state.person) return;
  state.messages = messages;
  const found = messages.find(({ id }) => id === state.id);
  if (found !== undefined && state.id !== read) state.folder = found.folder;
  render();
}

async function fillReading() {
  if (state.id === read) return;
  read = state.id;
  const { person, id } = state;
  if (id === undefined) {
    showNothing(state);
    return;
  }
  const message = await api.message(person, id).catch(() => undefined);
  if (id !== state.id) return;
  if (message === undefined) showNothing(state);
  else {
    showReading(state, message, () => go(state.person));
    if (!message.read) await api.markRead(person, id);
  }
}

function render() {
  showPeople(state);
  showMessages(state, {
    onFolder(folder) {
      state.folder = folder;
      render();
    },
    onBack: () => go(undefined),
  });
  hintFor(state);
}

async function refresh(change) {
  state.people = await api.people();
  if (change === undefined || change.address === state.person) await refreshMessages();
  else render();
  if (state.id === undefined) showNothing(state);
}

/** Changes come in bursts; the newest look at them is the true one. */
let refreshing = Promise.resolve();
function refreshInTurn(change) {
  refreshing = refreshing.then(() => refresh(change)).catch(() => undefined);
}

wireNewPerson(async (address) => {
  const person = await api.addPerson(address);
  state.people = await api.people();
  go(person.address);
});
state.choices = await api.choices();
state.people = await api.people();
await followAddress();
addEventListener('hashchange', () => void followAddress());
wide.addEventListener('change', () => void followAddress());
api.onChange((change) => (change?.what === 'visit' ? void showVisits(change.mail) : refreshInTurn(change)));
setInterval(refreshTimes, 20_000);
const { readbackUrl } = await api.settings();
if (readbackUrl !== null) {
  const link = document.getElementById('product');
  link.href = readbackUrl;
  link.hidden = false;
}
document.documentElement.dataset.ready = 'yes';
