/** Whom an automatic answer names to turn to. */
import type { Address } from '../../../mailbox/index.js';
import type { Mail } from '../mail.js';

export function standIn(mail: Mail, own: string): Address | null {
  void mail;
  void own;
  return null;
}
