/** Whom an automatic answer names to turn to. */
import type { Address } from '../../../mailbox/index.js';
import type { Mail } from '../mail.js';

export function standIn(_mail: Mail, _own: string): Address | null {
  return null;
}
