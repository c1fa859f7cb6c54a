/** The day somebody says they are back. */
import type { Mail } from '../mail.js';

export function returnDate(mail: Mail, own: string): string | null {
  void mail;
  void own;
  return null;
}
