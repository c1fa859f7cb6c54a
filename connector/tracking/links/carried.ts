/** Which stamps pixel and links of a mail carry, by its mode. */
import type { Keys } from '../../config/index.js';
import type { HitKind } from '../hit.js';
import { sharedStamp, type Stamp } from '../stamp.js';

export interface Carried {
  /** Text of the stamp in the pixel; null: the mail has no pixel. */
  readonly pixel: string | null;
  /** Text of the stamp in the links; null: they stay as they are. */
  readonly links: string | null;
}

/**
 * @param stamp the mail's own, in its header
 * @param scope what it shares in anonymous mode, and with whom (`stepScope`, `monthScope`)
 */
export function carriedBy(keys: Keys, stamp: Stamp, scope: string): Carried {
  switch (stamp.mode) {
    case 'full':
      return { pixel: stamp.text, links: stamp.text };
    case 'links':
      return { pixel: null, links: stamp.text };
    case 'anonymous': {
      const { text } = sharedStamp(keys, stamp.mailboxId, scope);
      return { pixel: text, links: text };
    }
    case 'replies':
    case 'off':
      return { pixel: null, links: null };
  }
}

/**
 * Whether a pixel, link or document's address of ours ever carried this stamp. The own stamp of a mail in anonymous mode
 * stands in its header only: somebody who takes it from there tells us nothing about anybody.
 */
export function isCarried({ mode, shared }: Pick<Stamp, 'mode' | 'shared'>, by: HitKind): boolean {
  if (mode === 'anonymous') return shared;
  return mode === 'full' || (mode === 'links' && by !== 'pixel');
}
