/** Words of the page of devices, own addresses and tests. */
import type { Opening } from './api.js';

export const devicesWords = {
  title: 'My devices',
  lead: 'What you open yourself is not your recipients’ doing. Readback knows the browsers you signed in on, your own addresses, and, while its pane is open in Outlook, the mail you are looking at. Your own views stand in the details of a mail, never in the Live Feed.',
  devices: {
    title: 'Browsers you signed in on',
    says: 'Signing out keeps them: mail you open there afterwards is still not taken for a recipient’s view.',
    here: 'This browser',
    lastUsed: 'Last used',
    added: 'Added',
    rename: 'Rename',
    renameOf: (name: string) => `Rename ${name}`,
    name: 'Name of the device',
    save: 'Save',
    cancel: 'Cancel',
    remove: 'Remove',
    removeOf: (name: string) => `Remove ${name}`,
    confirm: {
      title: (name: string) => `Remove ${name}?`,
      says: 'Mail opened there will count as a recipient’s view from now on. Signing in there again brings it back.',
      confirm: 'Remove',
      cancel: 'Keep',
    },
    notHere: 'This browser is not one of your devices.',
    addHere: 'Make it one',
    notTaken: 'This browser does not keep our cookie, so it cannot be recognised. Allow cookies for this page, then try again.',
    empty: 'None yet. Each browser you sign in on will stand here.',
  },
  addresses: {
    title: 'Your addresses',
    says: 'Mail to an address that is yours is opened by nobody but you.',
    known: 'Known from Exchange',
    listed: 'Further ones, such as a private address you try things with',
    add: 'Add an address',
    placeholder: 'you@example.com',
    addAction: 'Add',
    remove: (address: string) => `Remove ${address}`,
    problem: 'This is not an address.',
    none: 'None',
  },
  test: {
    title: 'Try it',
    says: 'Send yourself a test and open it everywhere you read mail. Each opening appears here within seconds, with whether it will be recognised from now on.',
    to: 'To',
    send: 'Send me a test',
    sending: 'Sending',
    onItsWay: (to: string) => `On its way to ${to}.`,
    waiting: (to: string) => `Sent to ${to}. Open it now, and let it load images.`,
    openings: (to: string) => `Openings of the test to ${to}`,
    sent: 'Sent',
  },
} as const;

/** "Opened in Outlook on Windows", "Link followed in Chrome". */
export function openingTitle({ kind, program, count }: Opening): string {
  const where = program === 'A browser' ? 'in a program without a name' : `in ${program}`;
  const times = count === 1 ? '' : ` × ${count}`;
  return `${kind === 'click' ? 'Link followed' : kind === 'document' ? 'Document opened' : 'Opened'} ${where}${times}`;
}

/** Whether it will be recognised, in a word. */
export function openingVerdict({ recognised }: Opening): string {
  switch (recognised) {
    case 'device':
    case 'reader':
      return 'Recognised';
    case 'proxy':
      return 'Not by itself';
    case 'machine':
      return 'A machine';
  }
}

/** Why, and what to do. */
export function openingReason({ recognised, device, program }: Opening): string {
  switch (recognised) {
    case 'device':
      return `It is your device “${device ?? ''}”.`;
    case 'reader':
      return 'From now on it is known by its network and program. On another network it is recognised while Readback’s pane is open beside the mail.';
    case 'proxy':
      return program === 'Outlook on the web'
        ? 'Outlook on the web loads images for everybody in the same way. Keep Readback’s pane open while you read your own mail: then it is recognised.'
        : `${program} loads images for everybody in the same way, so nobody can tell you from a recipient there. List that address below if it is yours: mail to it is yours whatever opens it.`;
    case 'machine':
      return 'Nobody looked: a mail filter or Apple Mail loaded it ahead. It never counts as a view.';
  }
}
