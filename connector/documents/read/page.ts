/**
 * The viewer's page: the built shell with its state in it, so that the first thing a reader's browser
 * asks for after it is the document. Nothing in the shell is a script of its own (the state is data,
 * which no browser runs), and nothing in the state can end the element it stands in.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Response } from 'express';
import { PACKAGE_ROOT } from '../../config/index.js';
import { escaped, sendPage } from '../../http/index.js';
import type { ViewerState } from '../viewer-api.js';

export const VIEWER_DIR = join(PACKAGE_ROOT, 'dist', 'viewer', 'public');

const STATUS = { expired: 410, revoked: 410, wrong: 404, preparing: 200, failed: 200 } as const;
/** pdf.js sets styles one by one from its script, which no policy forbids; its WebAssembly runs in the worker, which has a policy of its own. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of the page and of every answer it gets. */
export function guardPage(response: Response): void {
  response.set({ 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex, nofollow' });
}

export async function sendViewer(response: Response, directory: string, state: ViewerState): Promise<void> {
  const shell = await readFile(join(directory, 'index.html'), 'utf8').catch(() => null);
  if (shell === null) {
    sendPage(response, 503, { title: 'The viewer is not built', says: 'Run npm run build in the folder of Readback, then reload.' });
    return;
  }
  guardPage(response);
  // For the page that waits for a document to be ready: it asks with HEAD.
  response.set('Viewer-State', state.state === 'closed' ? state.because : state.state);
  const title = state.state === 'closed' ? '' : state.name;
  const html = shell
    .replace(/<html lang="?en"?>/, () => `<html lang="${escaped(state.language)}">`)
    .replace('<title></title>', () => `<title>${escaped(title)}</title>`)
    .replace('>null</script>', () => `>${scriptData(state)}</script>`);
  response.status(state.state === 'closed' ? STATUS[state.because] : 200).type('html').send(html);
}

/** JSON as it may stand in a script element: no `<` that could end it, and no line ends old scripts stumble over. */
function scriptData(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
