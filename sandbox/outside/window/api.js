/** The JSON behind the window (docs/sandbox.md). A refusal becomes an Error with its sentence. */

const path = (...parts) => `/people${parts.map((part) => `/${encodeURIComponent(part)}`).join('')}`;

export const people = () => send('GET', path());
export const addPerson = (address) => send('POST', path(), { address });
export const messages = (person) => send('GET', path(person, 'messages'));
export const message = (person, id) => send('GET', path(person, 'messages', id));
export const markRead = (person, id) => send('PUT', path(person, 'messages', id, 'read'));
export const setOutOfOffice = (person, state) => send('PUT', path(person, 'out-of-office'), state);
export const reply = (person, id, reply) => send('POST', path(person, 'messages', id, 'reply'), reply);
export const forward = (person, id, forward) => send('POST', path(person, 'messages', id, 'forward'), forward);
export const write = (person, mail) => send('POST', path(person, 'messages'), mail);
export const choices = () => send('GET', path('choices'));
export const setMailProgram = (person, mailProgram) => send('PUT', path(person, 'mail-program'), { mailProgram });
export const setGateway = (domain, gateway) => send('PUT', `/domains/${encodeURIComponent(domain)}/gateway`, { gateway });
export const visits = (person, id) => send('GET', path(person, 'messages', id, 'visits'));
export const settings = () => send('GET', '/settings.json');

export const viewAddress = (person, id, images) => `${path(person, 'messages', id, 'view')}?images=${images ? 'yes' : 'no'}`;
export const attachmentAddress = (person, id, number) => path(person, 'messages', id, 'attachments', String(number));
export const mimeAddress = (person, id) => path(person, 'messages', id, 'mime');

/** Calls back at every change, and whenever the connection was lost and is back. */
export function onChange(callback) {
  const source = new EventSource('/events');
  source.addEventListener('message', ({ data }) => callback(JSON.parse(data)));
  source.addEventListener('open', () => callback(undefined));
}

async function send(method, address, body) {
  const options = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(address, { method, ...options });
  if (response.status === 204) return undefined;
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error?.message ?? `The sandbox answered ${response.status}.`);
  return answer;
}
