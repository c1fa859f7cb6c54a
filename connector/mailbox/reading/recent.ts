/**
 * Mails handled a moment ago, in memory only. Delta often shows a mail before its notification
 * arrives; knowing so spares a request. Forgetting is harmless: the mail is then handled again.
 */
const KEPT = 2_000;

export class RecentItems {
  readonly #keys = new Set<string>();

  add(mailboxId: string, itemId: string): void {
    this.#keys.add(`${mailboxId} ${itemId}`);
    if (this.#keys.size <= KEPT) return;
    const [oldest] = this.#keys;
    if (oldest !== undefined) this.#keys.delete(oldest);
  }

  has(mailboxId: string, itemId: string): boolean {
    return this.#keys.has(`${mailboxId} ${itemId}`);
  }
}
