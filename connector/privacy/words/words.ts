/**
 * Everything the recipient's pages say, in one language. What takes HTML says so; it gets it escaped
 * and gives it back as it is. Short plain sentences: whoever reads them did not ask for the program.
 */
import type { Term } from '../plain.js';

/** Headings of what is given out, as parts name them. One that has no words here stays English. */
export type Section =
  | 'Name and addresses'
  | 'What you said about being tracked'
  | 'Country written down for you'
  | 'Mails sent to you'
  | 'Documents sent to you'
  | 'Documents you read'
  | 'Images loaded and links opened in mails to you alone'
  | 'What the sender was shown of you'
  | 'Mails you answered with'
  | 'Campaigns you were written to in'
  | 'That you asked not to be written to'
  | 'Addresses mail could not be delivered to';

export interface Words {
  /** BCP 47, as the page's `lang`. */
  readonly lang: string;
  /** For dates. */
  readonly locale: string;
  /** Of the language, in itself. */
  readonly name: string;
  readonly languages: string;
  readonly back: string;

  readonly choice: {
    readonly title: string;
    readonly theSender: string;
    readonly writes: (senderHtml: string, youHtml: string) => string;
    readonly heading: string;
    readonly unknown: string;
    /** `on` is a date. */
    readonly given: (on: string) => string;
    readonly refused: (on: string) => string;
    readonly withdrawn: (on: string) => string;
    readonly refuse: string;
    readonly takeBack: string;
    readonly agree: string;
    readonly agreeAgain: string;
    /** Why agreeing takes a code, and refusing none. */
    readonly agreeTakesCode: string;
    readonly ifRefused: string;
    readonly holds: string;
    /** What a refusal cannot reach: nobody can tell whose it is. */
    readonly counted: string;
    readonly nowRefused: string;
    readonly nowAgreed: string;
  };

  readonly recorded: {
    readonly heading: string;
    readonly noMail: string;
    readonly mails: (count: number, since: string | null) => string;
    readonly answers: string;
    readonly images: string;
    readonly links: string;
    readonly noImages: string;
    readonly counted: string;
    readonly nothing: string;
  };

  readonly code: {
    readonly heading: string;
    readonly firstHtml: (youHtml: string) => string;
    readonly send: string;
    readonly title: string;
    readonly onItsWay: (youHtml: string, minutes: number) => string;
    readonly label: string;
    readonly show: string;
    readonly youAgreeTo: (senderHtml: string) => string;
    readonly wrong: string;
    readonly tooMany: string;
    readonly notSent: string;
    readonly noMailbox: string;
  };

  readonly letter: {
    readonly subject: Readonly<Record<'see' | 'agree', string>>;
    readonly text: Readonly<Record<'see' | 'agree', (sender: string, code: string, minutes: number) => string>>;
  };

  readonly data: {
    readonly title: string;
    readonly about: (youHtml: string) => string;
    readonly save: string;
    readonly nothing: string;
    readonly showAll: (count: number) => string;
    readonly eraseHeading: string;
    readonly eraseSays: string;
    readonly sure: string;
    readonly erase: string;
    readonly erasedTitle: string;
    readonly erased: (youHtml: string) => string;
    readonly backToChoice: string;
    /** Null: as they are. */
    readonly terms: Readonly<Record<Term | Section, string>> | null;
  };

  readonly invalid: { readonly title: string; readonly says: string };

  /** What somebody agrees to, kept as proof in the language they read it in. */
  readonly proof: (address: string) => string;
}
