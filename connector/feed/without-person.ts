/**
 * What a line says once a person was erased: a pure function. A line about that person alone says
 * nothing any more; one about several keeps the others.
 */
import { activityDataSchema, type ActivityData } from './activity.js';

const ERASED = '(erased)';

/** @returns null: nothing is left to tell. @param addresses of the person, lower case */
export function withoutPerson(data: ActivityData, addresses: readonly string[]): ActivityData | null {
  const isTheirs = ({ address }: { readonly address: string }): boolean => addresses.includes(address.toLowerCase());
  const { person, oneOf = [], ended = [] } = data;
  const isAboutThem = person !== undefined ? isTheirs(person) : oneOf.length > 0 && oneOf.every(isTheirs);
  const isAboutNobodyElse = person === undefined && oneOf.length === 0 && (ended.length === 0 || ended.every(isTheirs));
  if (isAboutThem || isAboutNobodyElse) return null;
  return activityDataSchema.parse(cleaned(data, addresses));
}

/** People of these addresses vanish from lists; elsewhere nothing but the fact that somebody stood there remains. */
function cleaned(value: unknown, addresses: readonly string[]): unknown {
  if (typeof value === 'string') return addresses.reduce((text, address) => text.replaceAll(new RegExp(address.replaceAll(/[^a-z0-9@]/g, '\\$&'), 'gi'), ERASED), value);
  if (Array.isArray(value)) return value.filter((one) => !names(one, addresses)).map((one: unknown) => cleaned(one, addresses));
  if (!isRecord(value)) return value;
  const fields = Object.entries(value).map(([key, field]) => [key, key === 'name' && names(value, addresses) ? '' : cleaned(field, addresses)] as const);
  return Object.fromEntries(fields);
}

function names(value: unknown, addresses: readonly string[]): boolean {
  return isRecord(value) && typeof value.address === 'string' && addresses.includes(value.address.toLowerCase());
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
