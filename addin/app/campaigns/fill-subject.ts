/** A subject with its fields filled in, as the connector sends it (its own filling needs a library no page has to load). A field without a value stays as it is. */
import type { Person } from '../api/shapes.js';

export function fillSubject(template: string, { name, address }: Person): string {
  const values: Readonly<Record<string, string>> = { first_name: name.trim().split(/\s+/)[0] ?? '', name: name.trim(), address };
  return template.replace(/\{\{\s*([a-z_]+)\s*\}\}/g, (field, key: string) => values[key] || field);
}
