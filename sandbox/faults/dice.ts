// Chance that can be repeated: the n-th throw of a kind depends on the seed, the kind and n alone. Which request or mail
// is the n-th is up to the machine's concurrency; that the n-th fails is not.
import { createHash } from 'node:crypto';

export class Dice {
  readonly #thrown = new Map<string, number>();

  constructor(private readonly seed: number) {}

  /** From 0 up to, not including, 1. */
  throw(kind: string): number {
    const count = (this.#thrown.get(kind) ?? 0) + 1;
    this.#thrown.set(kind, count);
    return createHash('sha256').update(`${this.seed} ${kind} ${count}`).digest().readUIntBE(0, 6) / 2 ** 48;
  }

  /** Which of several outcomes falls, given the share of each; undefined: none. */
  pick<Name extends string>(kind: string, shares: readonly (readonly [Name, number])[]): Name | undefined {
    let left = this.throw(kind);
    for (const [name, share] of shares) {
      if (left < share) return name;
      left -= share;
    }
    return undefined;
  }
}
