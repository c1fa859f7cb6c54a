/** One line at the top that says what to try next. */

export function hintFor({ people, messages, person, id }) {
  const who = people.find(({ address }) => address === person);
  const waiting = people.find(({ unread }) => unread > 0);
  const hint = document.getElementById('hint');
  const text = sentence(who, waiting, messages, id);
  if (hint.textContent !== text) hint.textContent = text;
}

function sentence(who, waiting, messages, id) {
  const received = messages.filter(({ folder }) => folder === 'inbox');
  if (who !== undefined && id !== undefined) {
    return messages.some(({ folder }) => folder === 'sent')
      ? 'Answered. The sender’s Live Feed says who replied, from which address, and what proves it.'
      : `You read this as ${who.name}. Now reply from another address: the sender still sees who answered.`;
  }
  if (waiting !== undefined && waiting !== who) return `${waiting.name} has new mail.`;
  if (received.length > 0) return `Open a message: its images load as in ${who.name}’s own mail program. “Reads with” chooses another one.`;
  return 'Add one of these people to a campaign in Readback and press Send now: the mail appears here at once.';
}
