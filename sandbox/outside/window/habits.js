/** How a person's mail is read: their mail program, and what looks at mail for their domain before them. */
import * as api from './api.js';
import { h } from './dom.js';

/** @param open whether the choices were unfolded before */
export function habits(who, { mailPrograms, gateways }, open) {
  const domain = who.address.slice(who.address.lastIndexOf('@') + 1);
  const program = mailPrograms.find(({ name }) => name === who.mailProgram);
  const gateway = gateways.find(({ name }) => name === who.gateway);
  if (program === undefined || gateway === undefined) return [];
  return [
    h(
      'details',
      { open },
      h('summary', { 'data-key': 'habits' }, `Reads with: ${program.label}${gateway.name === 'none' ? '' : ` · gateway: ${gateway.label}`}`),
      choice('mail-program', 'Mail program', mailPrograms, program, (name) => api.setMailProgram(who.address, name)),
      choice('gateway', `Security gateway of ${domain}, for mail that comes from now on`, gateways, gateway, (name) => api.setGateway(domain, name)),
    ),
  ];
}

function choice(id, label, options, chosen, choose) {
  const says = `${id}-says`;
  return h(
    'div',
    { class: 'field' },
    h('label', { for: id }, label),
    h(
      'select',
      { id, 'data-key': id, 'aria-describedby': says, onchange: ({ target }) => void choose(target.value) },
      options.map(({ name, label: shown }) => h('option', { value: name, selected: name === chosen.name }, shown)),
    ),
    h('p', { class: 'soft', id: says }, chosen.says),
  );
}
