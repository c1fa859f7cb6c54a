/** The errors as a Markdown table, for docs/errors.md and the description of the API. */
import { ERRORS } from '../errors.js';

export function errorTable(): string {
  const rows = Object.entries(ERRORS).map(([code, { status, says }]) => `| \`${code}\` | ${status} | ${says.replaceAll('|', '\\|').replaceAll('<', '&lt;')} |`);
  return ['| code | status | says |', '|---|---|---|', ...rows].join('\n');
}

/** The whole of docs/errors.md. */
export function errorsPage(): string {
  return `# Errors

Every failure a person can meet has a stable code and a sentence that says what happened or what to do. The API answers them as \`{ "error": { "code", "message", "details"?, "requestId" } }\` with the status below; the command line prints the sentence. \`message\` may say more than the sentence here. Find \`requestId\` in the connector's log.

This page is printed from \`connector/errors.ts\` by \`npm run docs\`.

${errorTable()}
`;
}
