// The query options of a request, read once. What Graph would refuse is refused here.
import type { Request } from 'express';
import { GraphError } from '../errors.js';
import { FilterSyntaxError, literalsFor, parseFilter, pathsIn, type Filter } from './filter.js';

export interface QueryOptions {
  /** null: the default properties. */
  select: readonly string[] | null;
  filter: Filter | null;
  /** As written, for links and tokens. */
  filterText: string | null;
  orderBy: readonly { path: string; descending: boolean }[];
  top: number | null;
  skip: number;
  count: boolean;
  expand: Expansion;
}

export interface Expansion {
  /** Ids of the extended properties asked for, as written. */
  extendedProperties: readonly string[];
  attachments: boolean;
}

/** Largest $top on messages (Graph: list messages). */
const MAX_TOP = 1000;

export function queryOptions(request: Request): QueryOptions {
  const filterText = option(request, '$filter');
  const filter = filterText === null ? null : filterOf(filterText);
  const orderBy = orderByOf(option(request, '$orderby'));
  if (filter !== null) refuseInefficient(filter, orderBy);
  return {
    select: selectOf(option(request, '$select')),
    filter,
    filterText,
    orderBy,
    top: numberOf(request, '$top', 1, MAX_TOP),
    skip: numberOf(request, '$skip', 0, Number.MAX_SAFE_INTEGER) ?? 0,
    count: option(request, '$count') === 'true',
    expand: expansionOf(option(request, '$expand')),
  };
}

export function selectOf(text: string | null): string[] | null {
  const names = text?.split(',').map((name) => name.trim()).filter((name) => name !== '');
  return names === undefined || names.length === 0 ? null : names;
}

/** `singleValueExtendedProperties($filter=id eq 'A' or id eq 'B'),attachments` */
export function expansionOf(text: string | null): Expansion {
  const extendedProperties: string[] = [];
  let attachments = false;
  for (const part of splitOutsideParentheses(text ?? '')) {
    const match = /^(\w+)(?:\(\$filter=([^]*)\))?$/.exec(part);
    if (match?.[1]?.toLowerCase() === 'singlevalueextendedproperties') {
      if (match[2] === undefined) throw new GraphError('BadRequest', 'The expansion of extended properties needs a $filter on their id.');
      extendedProperties.push(...literalsFor(filterOf(match[2]), 'id'));
    } else if (match?.[1]?.toLowerCase() === 'attachments') attachments = true;
    else throw new GraphError('BadRequest', `Parsing OData Select and Expand failed: '${part}'.`);
  }
  return { extendedProperties, attachments };
}

export function filterOf(text: string): Filter {
  try {
    return parseFilter(text);
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw new GraphError('ErrorInvalidUrlQueryFilter', `Invalid filter clause: ${error.message}`);
    throw error;
  }
}

export function option(request: Request, name: string): string | null {
  const value = request.query[name];
  return typeof value === 'string' ? value : null;
}

function numberOf(request: Request, name: string, least: number, most: number): number | null {
  const text = option(request, name);
  if (text === null) return null;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new GraphError('BadRequest', `Invalid value '${text}' for ${name} query option. The value must be within the [${least}, ${most}] range.`);
}

function orderByOf(text: string | null): { path: string; descending: boolean }[] {
  return (text ?? '').split(',').flatMap((part) => {
    const [path, direction] = part.trim().split(/\s+/);
    return path === undefined || path === '' ? [] : [{ path, descending: direction?.toLowerCase() === 'desc' }];
  });
}

/** Properties in $orderby must also be the first in $filter, in the same order (Graph: list messages). */
function refuseInefficient(filter: Filter, orderBy: readonly { path: string }[]): void {
  const filtered = pathsIn(filter);
  if (orderBy.some(({ path }, index) => filtered[index] !== path)) throw new GraphError('InefficientFilter');
}

function splitOutsideParentheses(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let part = '';
  for (const character of text) {
    if (character === "'") quoted = !quoted;
    if (!quoted && character === '(') depth++;
    if (!quoted && character === ')') depth--;
    if (!quoted && depth === 0 && character === ',') {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  parts.push(part.trim());
  return parts.filter((found) => found !== '');
}
