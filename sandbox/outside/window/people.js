/** The pane of people: who has mail, and a form for a new address. */
import { h, initials, refill } from './dom.js';

export function showPeople({ people, person }) {
  refill(document.getElementById('people'), people.map((one) => h('li', {}, row(one, one.address === person))));
}

function row({ address, name, unread, outOfOffice }, selected) {
  return h(
    'a',
    { class: 'item', href: `#/${encodeURIComponent(address)}`, 'aria-current': selected && 'true', 'data-key': address },
    h('span', { class: 'initials', 'aria-hidden': 'true' }, initials(name)),
    h('span', { class: 'lines' }, h('span', { class: unread > 0 ? 'name unread' : 'name' }, name, outOfOffice.on && h('span', { class: 'tag' }, 'Away')), h('span', { class: 'soft' }, address)),
    unread > 0 && h('span', { class: 'count' }, String(unread), h('span', { class: 'unseen' }, ' unread')),
  );
}

/** @param add takes an address; its Error is shown at the field */
export function wireNewPerson(add) {
  const form = document.getElementById('new-person');
  const input = document.getElementById('new-address');
  const problem = document.getElementById('new-person-problem');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    problem.textContent = '';
    input.removeAttribute('aria-invalid');
    try {
      if (input.value.trim() === '' || !input.checkValidity()) throw new Error('Type a mail address, such as sam@encom.com.');
      await add(input.value.trim());
      form.reset();
    } catch (error) {
      input.setAttribute('aria-invalid', 'true');
      problem.textContent = error.message;
      input.focus();
    }
  });
}
