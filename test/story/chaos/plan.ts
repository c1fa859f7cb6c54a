/** Who takes part in a run of chaos, and what each of them does: drawn from the seed, so that a run can be played again. */
import { Dice } from '../../../sandbox/faults/dice.js';
import { KINDS, type KindName } from './kinds.js';

export interface Sizes {
  readonly mailboxes: number;
  /** Mails of campaigns and by hand, over all mailboxes. */
  readonly mails: number;
  /** Of these by hand. */
  readonly byHand: number;
  readonly answers: number;
  readonly newsletters: number;
  /** How often a connector is killed; one of them kills both. */
  readonly kills: number;
}

/** In the suite: every kind of answer and of fault, in less than three minutes. */
export const SMALL: Sizes = { mailboxes: 3, mails: 22, byHand: 3, answers: 20, newsletters: 6, kills: 3 };
export const FULL: Sizes = { mailboxes: 50, mails: 500, byHand: 100, answers: 300, newsletters: 100, kills: 20 };

/** What the owner does to the answer, or Exchange for them. */
export type Route = 'inbox' | 'ruled' | 'dragged' | 'junk';

export interface Part {
  /** Unique: `p17`. */
  readonly key: string;
  readonly rep: string;
  readonly colleague: string;
  readonly person: string;
  /** Not in a campaign: the rep writes to them by hand. */
  readonly byHand: boolean;
  readonly kind: KindName;
  readonly route: Route;
  /** 1: answers after the first mail. 2: while the second one is going out. */
  readonly wave: 1 | 2;
}

/** In addresses of people whose mail the reps' rules move into a folder. */
export const RULED = 'ruled';

/** Kinds that make sense as an answer to a mail by hand. */
const BY_HAND: readonly KindName[] = ['from the person', 'from another address', 'from somebody on CC', 'to a colleague’s mailbox only', 'with References only', 'with the quoted pixel only'];

export function planned(seed: number, sizes: Sizes): Part[] {
  const dice = new Dice(seed);
  const answering = Object.keys(KINDS).filter(isKind).filter((kind) => kind !== 'silence');
  const parts: Part[] = [];
  for (let number = 0; number < sizes.mails; number += 1) {
    const byHand = number >= sizes.mails - sizes.byHand;
    const answers = number < sizes.answers - byHandAnswers(sizes) || (byHand && number >= sizes.mails - byHandAnswers(sizes));
    const kinds = byHand ? BY_HAND : answering;
    const kind = answers ? (kinds[number % kinds.length] ?? 'silence') : 'silence';
    const draw = dice.throw('route');
    const route: Route = kind === 'silence' || draw < 0.55 ? 'inbox' : draw < 0.75 ? 'ruled' : draw < 0.9 ? 'dragged' : 'junk';
    const key = `p${number}`;
    parts.push({
      key,
      rep: `rep${(number % sizes.mailboxes) + 1}@contoso.example`,
      colleague: `rep${((number + 1) % sizes.mailboxes) + 1}@contoso.example`,
      person: `${key}@${route === 'ruled' ? `${RULED}-` : ''}${key}.example`,
      byHand,
      kind,
      route,
      wave: dice.throw('wave') < 0.5 ? 1 : 2,
    });
  }
  return parts;
}

/** A third of the answers, if there are so many mails by hand. */
function byHandAnswers({ byHand, answers }: Sizes): number {
  return Math.min(byHand, Math.floor(answers / 3));
}

function isKind(name: string): name is KindName {
  return name in KINDS;
}
