// OData's $filter, as far as Graph's mail and directory resources understand it: comparisons, and/or/not, startswith,
// endswith, contains, and any() over a collection.

export type Scalar = string | number | boolean | null;

export type Filter =
  | { kind: 'and' | 'or'; left: Filter; right: Filter }
  | { kind: 'not'; operand: Filter }
  | { kind: 'compare'; operator: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'; path: string; value: Scalar }
  | { kind: 'call'; name: 'startswith' | 'endswith' | 'contains'; path: string; value: Scalar }
  | { kind: 'any'; path: string; variable: string; body: Filter };

export class FilterSyntaxError extends Error {
  readonly code = 'SANDBOX_FILTER_SYNTAX';
}

/** What a filter is asked about. */
export interface Subject {
  /** undefined: the resource has no such property. */
  value(path: string): Scalar | undefined;
  /** The elements any() runs over; `body` tells which are asked for, where they cannot be listed. */
  elements(path: string, body: Filter): readonly (Subject | Scalar)[] | undefined;
}

const TOKEN = /\s*(?:(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?)|(-?\d+(?:\.\d+)?)|'((?:[^']|'')*)'|([A-Za-z_@][\w./@-]*)|([(),:]))/y;

type Token = { kind: 'literal'; value: Scalar } | { kind: 'word'; text: string } | { kind: 'mark'; text: string };

/** @throws FilterSyntaxError */
export function parseFilter(text: string): Filter {
  const parser = new Parser(tokens(text));
  const filter = parser.disjunction();
  parser.end();
  return filter;
}

export function matches(filter: Filter, subject: Subject): boolean {
  switch (filter.kind) {
    case 'and':
      return matches(filter.left, subject) && matches(filter.right, subject);
    case 'or':
      return matches(filter.left, subject) || matches(filter.right, subject);
    case 'not':
      return !matches(filter.operand, subject);
    case 'compare':
      return compare(filter.operator, known(subject.value(filter.path), filter.path), filter.value);
    case 'call':
      return call(filter.name, known(subject.value(filter.path), filter.path), filter.value);
    case 'any': {
      const elements = known(subject.elements(filter.path, filter.body), filter.path);
      return elements.some((element) => matches(filter.body, elementSubject(element, filter.variable)));
    }
  }
}

/** The value the filter demands of a property, when nothing without it can match. */
export function demanded(filter: Filter, path: string): Scalar | undefined {
  if (filter.kind === 'and') return demanded(filter.left, path) ?? demanded(filter.right, path);
  return filter.kind === 'compare' && filter.operator === 'eq' && filter.path === path ? filter.value : undefined;
}

/** Every literal a path is compared with for equality. */
export function literalsFor(filter: Filter, path: string): string[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return [...literalsFor(filter.left, path), ...literalsFor(filter.right, path)];
    case 'not':
      return literalsFor(filter.operand, path);
    case 'compare':
      return filter.path === path && typeof filter.value === 'string' ? [filter.value] : [];
    default:
      return [];
  }
}

/** Properties in the order they first occur. */
export function pathsIn(filter: Filter): string[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return [...new Set([...pathsIn(filter.left), ...pathsIn(filter.right)])];
    case 'not':
      return pathsIn(filter.operand);
    default:
      return [filter.path];
  }
}

function known<T>(value: T | undefined, path: string): T {
  if (value === undefined) throw new FilterSyntaxError(`Could not find a property named '${path}'.`);
  return value;
}

/** `ep/id` of an object, or the variable itself of a scalar. */
function elementSubject(element: Subject | Scalar, variable: string): Subject {
  if (typeof element === 'object' && element !== null) {
    return {
      value: (path) => (path.startsWith(`${variable}/`) ? element.value(path.slice(variable.length + 1)) : undefined),
      elements: () => undefined,
    };
  }
  return { value: (path) => (path === variable ? element : undefined), elements: () => undefined };
}

function compare(operator: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le', actual: Scalar, wanted: Scalar): boolean {
  const [left, right] = comparable(actual, wanted);
  switch (operator) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    default:
      if (left === null || right === null) return false;
      if (operator === 'gt') return left > right;
      if (operator === 'ge') return left >= right;
      return operator === 'lt' ? left < right : left <= right;
  }
}

/** Dates compare as instants, other strings without regard to case. */
function comparable(actual: Scalar, wanted: Scalar): [Scalar, Scalar] {
  if (typeof actual !== 'string' || typeof wanted !== 'string') return [actual, wanted];
  if (isDate(actual) && isDate(wanted)) return [Date.parse(actual), Date.parse(wanted)];
  return [actual.toLowerCase(), wanted.toLowerCase()];
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT/.test(text);
}

function call(name: 'startswith' | 'endswith' | 'contains', actual: Scalar, wanted: Scalar): boolean {
  if (typeof actual !== 'string' || typeof wanted !== 'string') return false;
  const [text, part] = [actual.toLowerCase(), wanted.toLowerCase()];
  if (name === 'startswith') return text.startsWith(part);
  return name === 'endswith' ? text.endsWith(part) : text.includes(part);
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new FilterSyntaxError(`Syntax error at position ${at} in '${text}'.`);
    const [, date, number, quoted, word, mark] = match;
    if (date !== undefined) found.push({ kind: 'literal', value: date });
    else if (number !== undefined) found.push({ kind: 'literal', value: Number(number) });
    else if (quoted !== undefined) found.push({ kind: 'literal', value: quoted.replaceAll("''", "'") });
    else if (word === 'true' || word === 'false') found.push({ kind: 'literal', value: word === 'true' });
    else if (word === 'null') found.push({ kind: 'literal', value: null });
    else if (word !== undefined) found.push({ kind: 'word', text: word });
    else if (mark !== undefined) found.push({ kind: 'mark', text: mark });
  }
  return found;
}

class Parser {
  #at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  end(): void {
    if (this.#at < this.tokens.length) throw new FilterSyntaxError('Syntax error: the expression goes on after its end.');
  }

  disjunction(): Filter {
    let left = this.#conjunction();
    while (this.#takeWord('or')) left = { kind: 'or', left, right: this.#conjunction() };
    return left;
  }

  #conjunction(): Filter {
    let left = this.#term();
    while (this.#takeWord('and')) left = { kind: 'and', left, right: this.#term() };
    return left;
  }

  #term(): Filter {
    if (this.#takeWord('not')) return { kind: 'not', operand: this.#term() };
    if (this.#takeMark('(')) {
      const inner = this.disjunction();
      this.#expectMark(')');
      return inner;
    }
    const word = this.#word();
    if (word === 'startswith' || word === 'endswith' || word === 'contains') return this.#call(word);
    const any = /^(.+)\/any$/i.exec(word);
    return any?.[1] === undefined ? this.#comparison(word) : this.#any(any[1]);
  }

  #call(name: 'startswith' | 'endswith' | 'contains'): Filter {
    this.#expectMark('(');
    const path = this.#word();
    this.#expectMark(',');
    const value = this.#literal();
    this.#expectMark(')');
    return { kind: 'call', name, path, value };
  }

  #any(path: string): Filter {
    this.#expectMark('(');
    const variable = this.#word();
    this.#expectMark(':');
    const body = this.disjunction();
    this.#expectMark(')');
    return { kind: 'any', path, variable, body };
  }

  #comparison(path: string): Filter {
    const operator = this.#word();
    switch (operator) {
      case 'eq':
      case 'ne':
      case 'gt':
      case 'ge':
      case 'lt':
      case 'le':
        return { kind: 'compare', operator, path, value: this.#literal() };
      default:
        throw new FilterSyntaxError(`'${operator}' is no comparison.`);
    }
  }

  #takeWord(text: string): boolean {
    const token = this.tokens[this.#at];
    if (token?.kind !== 'word' || token.text.toLowerCase() !== text) return false;
    this.#at++;
    return true;
  }

  #takeMark(text: string): boolean {
    const token = this.tokens[this.#at];
    if (token?.kind !== 'mark' || token.text !== text) return false;
    this.#at++;
    return true;
  }

  #expectMark(text: string): void {
    if (!this.#takeMark(text)) throw new FilterSyntaxError(`Syntax error: '${text}' expected.`);
  }

  #word(): string {
    const token = this.tokens[this.#at++];
    if (token?.kind !== 'word') throw new FilterSyntaxError('Syntax error: a property name or operator expected.');
    return token.text;
  }

  #literal(): Scalar {
    const token = this.tokens[this.#at++];
    if (token?.kind !== 'literal') throw new FilterSyntaxError('Syntax error: a literal expected.');
    return token.value;
  }
}
