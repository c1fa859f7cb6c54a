/** Asks for what opens a document: a passcode, the reader's address, or both. */
import { el } from '../dom.js';
import { stateOf, type Locked, type ViewerState } from '../state.js';
import { sayIn, type TextKey } from '../texts.js';

const PROBLEMS: Readonly<Record<NonNullable<Locked['problem']>, TextKey>> = { 'wrong-passcode': 'wrongPasscode', 'wrong-address': 'wrongAddress', 'too-often': 'tooOften' };

/** @param opened goes on with what the connector answers; the address if one was given */
export function showLocked({ name, sender, needs, language }: Locked, opened: (state: ViewerState, gaveAddress?: string) => void): void {
  const say = sayIn(language);
  document.title = name;
  const address = el('input', { type: 'email', id: 'address', autocomplete: 'email', required: true, maxlength: 254, 'aria-describedby': 'address-why' });
  const passcode = el('input', { type: 'text', id: 'passcode', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', required: true, maxlength: 100 });
  const problem = el('p', { class: 'problem', role: 'alert', id: 'problem' });
  const button = el('button', { type: 'submit', class: 'action' }, say('open'));
  const form = el(
    'form',
    { novalidate: true },
    ...(needs.address ? [el('label', { for: 'address' }, say('address')), address, el('small', { id: 'address-why' }, say('addressWhy'))] : []),
    ...(needs.passcode ? [el('label', { for: 'passcode' }, say('passcode')), passcode] : []),
    problem,
    button,
  );
  const explains = needs.address ? (needs.passcode ? 'lockedBoth' : 'lockedAddress') : 'lockedPasscode';
  document.body.append(
    el('main', { class: 'screen' }, el('h1', {}, say('lockedTitle', { name })), el('p', {}, `${say('sentBy')} ${sender.name} (${sender.address})`), el('p', {}, say(explains)), form),
  );
  (needs.address ? address : passcode).focus();

  const complain = (key: TextKey, input?: HTMLInputElement): void => {
    problem.textContent = say(key);
    for (const one of [address, passcode]) one.toggleAttribute('aria-invalid', one === input);
    (input ?? button).focus();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    problem.textContent = '';
    button.disabled = true;
    const given = { ...(needs.address ? { address: address.value.trim() } : {}), ...(needs.passcode ? { passcode: passcode.value } : {}) };
    void unlock(given)
      .then((state) => {
        button.disabled = false;
        if (state.state === 'locked') complain(PROBLEMS[state.problem ?? 'wrong-passcode'], state.problem === 'wrong-address' ? address : needs.passcode ? passcode : undefined);
        else opened(state, needs.address ? given.address : undefined);
      })
      .catch(() => {
        button.disabled = false;
        complain('noAnswer');
      });
  });
}

async function unlock(given: { address?: string; passcode?: string }): Promise<ViewerState> {
  const answer = await fetch(`${location.pathname.replace(/\/$/, '')}/unlock`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(given) });
  return stateOf(await answer.json());
}
