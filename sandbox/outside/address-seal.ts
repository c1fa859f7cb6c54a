/** Signs the parts of an address the sandbox hands out, so that only it can have made them. For one run. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export class AddressSeal {
  readonly #secret = randomBytes(32);

  of(...parts: readonly string[]): string {
    return createHmac('sha256', this.#secret).update(JSON.stringify(parts)).digest('base64url');
  }

  fits(key: string, ...parts: readonly string[]): boolean {
    const expected = Buffer.from(this.of(...parts));
    const given = Buffer.from(key);
    return expected.length === given.length && timingSafeEqual(expected, given);
  }
}
