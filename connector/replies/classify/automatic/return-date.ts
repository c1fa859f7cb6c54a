/** The day somebody says they are back. */
import type { Mail } from '../mail.js';

export function returnDate(_mail: Mail, _own: string): string | null {
  return null;
}
