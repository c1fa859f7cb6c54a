import type { Words } from './words.js';

export const en: Words = {
  lang: 'en',
  locale: 'en-GB',
  name: 'English',
  languages: 'Language',
  back: 'Back',
  choice: {
    title: 'Your choice about tracking',
    theSender: 'The sender',
    writes: (sender, you) => `${sender} and colleagues write to ${you} with Readback, a program that tells them what becomes of their mail.`,
    heading: 'Your choice',
    unknown: 'You have not said yet whether you agree to be tracked.',
    given: (on) => `You agreed to be tracked on ${on}.`,
    refused: (on) => `You refused to be tracked on ${on}.`,
    withdrawn: (on) => `You agreed to be tracked once, and took that back on ${on}.`,
    refuse: 'Refuse',
    takeBack: 'Take it back',
    agree: 'Agree',
    agreeAgain: 'Agree again',
    agreeTakesCode: 'To agree, you need a code that is mailed to you: nobody else can agree for you. Refusing needs none.',
    ifRefused: 'If you refuse, that holds for all of them, and for mail you already have: nothing you load or open is stored as yours any more, and what was stored is erased.',
    holds: 'That holds for all of them, and for mail you already have.',
    counted: 'Mail you already have that is only counted, without knowing whose, carries nothing that tells who you are: those counts go on. Mail sent after a refusal does not carry even that.',
    nowRefused: 'You refused. Nothing you load or open is stored as yours any more.',
    nowAgreed: 'You agreed. You can take it back here at any time.',
  },
  recorded: {
    heading: 'What is recorded about you',
    noMail: 'When a mail is sent to you, and its subject. None was so far.',
    mails: (count, since) => `When a mail was sent to you, and its subject: ${count === 1 ? 'one mail' : `${count} mails`}${since === null ? '' : ` since ${since}`}.`,
    answers: 'Whether you answer, when, from which address and under which subject. What you write is not stored.',
    images:
      'When images in such a mail are loaded, which program loaded them, and what kind of network it was in. The network address itself is not stored, only a scrambled form that cannot be turned back.',
    links: 'When a link in such a mail is opened, and which.',
    noImages: 'Not recorded: whether you load images.',
    counted: 'That images were loaded and links opened, counted over everybody who got the same mail. Not recorded: whether it was you.',
    nothing: 'Not recorded: whether you load images or open links.',
  },
  code: {
    heading: 'See or erase it',
    firstHtml: (you) => `So that nobody else can, a code is mailed to ${you} first.`,
    send: 'Send the code',
    title: 'Enter the code',
    onItsWay: (you, minutes) => `A mail with a code of six digits is on its way to ${you}. It is valid for ${minutes} minutes.`,
    label: 'Code',
    show: 'Show what is stored',
    youAgreeTo: (sender) => `With the code you agree that this is recorded of mail from ${sender} and colleagues:`,
    wrong: 'That is not the code last sent, or it is no longer valid. Go back to have another one sent.',
    tooMany: 'Several codes were sent to this address already. Try again in an hour, or tomorrow.',
    notSent: 'The code could not be sent. Try again in a few minutes.',
    noMailbox: 'No mailbox is connected to send you the code from. Answer the mail instead, and say what you want.',
  },
  letter: {
    subject: { see: 'Your code to see what is stored about you', agree: 'Your code to agree to be tracked' },
    text: {
      see: (sender, code, minutes) => `Hello,

you asked to see what ${sender} and colleagues have stored about you. Your code is

${code}

It is valid for ${minutes} minutes, on the page where you asked for it. If that was not you, delete this mail: without the code nobody sees anything.
`,
      agree: (sender, code, minutes) => `Hello,

with this code you agree that ${sender} and colleagues record when you load images and open links in their mail:

${code}

It is valid for ${minutes} minutes, on the page where you asked for it. If you do not want that, or it was not you, delete this mail and give the code to nobody: without it nothing changes.
`,
    },
  },
  data: {
    title: 'What is stored about you',
    about: (you) => `Everything stored about ${you}. Times are in UTC.`,
    save: 'Save as a file (JSON)',
    nothing: 'Nothing.',
    showAll: (count) => `Show all ${count}`,
    eraseHeading: 'Erase it',
    eraseSays:
      'Everything above is erased for good. If you refused to be tracked, or asked not to be written to, only that is kept, in a form that does not show your address, so that it goes on being heeded.',
    sure: 'Yes, erase everything',
    erase: 'Erase',
    erasedTitle: 'Erased',
    erased: (you) => `Everything stored about ${you} was erased.`,
    backToChoice: 'Back to your choice',
    terms: null,
  },
  invalid: { title: 'This link is not valid', says: 'It may have been cut off. Open it again from the mail, or answer the mail and say what you want.' },
  proof: (address) => `Agreed on the page "Your choice about tracking", which says what is recorded about images loaded and links opened in mail. Confirmed with a code mailed to ${address}.`,
};
