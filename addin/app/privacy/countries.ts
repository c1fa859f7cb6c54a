/** Countries by their English names. */
import { COUNTRIES } from '../../../connector/consent/country.js';

const names = new Intl.DisplayNames(['en'], { type: 'region' });

export function nameOf(code: string): string {
  return names.of(code) ?? code;
}

/** Whether a country is what somebody types: part of its name, without regard to accents, or its code. */
export function isFoundBy(code: string, typed: string): boolean {
  const wanted = plain(typed.trim());
  return code.toLowerCase() === wanted || plain(nameOf(code)).includes(wanted);
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** All codes, by name. */
export const byName: readonly string[] = [...COUNTRIES].sort((a, b) => nameOf(a).localeCompare(nameOf(b), 'en'));
