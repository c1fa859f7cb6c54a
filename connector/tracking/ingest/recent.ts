/**
 * What was worked out lately, by its text: bounded, and cheap to keep. Two generations instead of a
 * list in order of use: when the young one is full it becomes the old one, and what was not asked
 * for meanwhile is gone with the one before.
 */
export class Recent<T> {
  private young = new Map<string, T>();
  private old = new Map<string, T>();

  /** @param limit entries of one generation; up to twice as many are kept */
  constructor(private readonly limit: number) {}

  get(text: string): T | undefined {
    const known = this.young.get(text);
    if (known !== undefined) return known;
    const older = this.old.get(text);
    if (older !== undefined) this.set(text, older);
    return older;
  }

  set(text: string, value: T): void {
    if (this.young.size >= this.limit) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(text, value);
  }
}
