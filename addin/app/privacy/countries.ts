/** Countries by their English names. */
import { COUNTRIES } from '../../../connector/consent/country.js';

const names = new Intl.DisplayNames(['en'], { type: 'region' });

export function nameOf(code: string): string {
  return names.of(code) ?? code;
}

/** All codes, by name. */
export const byName: readonly string[] = [...COUNTRIES].sort((a, b) => nameOf(a).localeCompare(nameOf(b), 'en'));
