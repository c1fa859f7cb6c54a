/** The web app's files at /app: hashed ones for ever, its page always asked for anew, and that page for every path within it. */
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { Router, type Response } from 'express';
import { PACKAGE_ROOT } from '../config/index.js';
import { sendPage } from './pages.js';

export const WEB_APP_DIR = join(PACKAGE_ROOT, 'dist', 'addin', 'app');
const HASHED = /\.[0-9a-f]{8,}\.\w+(\.map)?$/;

/** To be mounted at `/app`. */
export function webAppRouter(directory: string): Router {
  const router = Router();
  const page = join(directory, 'index.html');
  const sendApp = (response: Response): void => {
    if (existsSync(page)) {
      response.sendFile(page, { headers: { 'Cache-Control': 'no-cache' }, cacheControl: false });
    } else {
      sendPage(response, 503, { title: 'The web app is not built', says: 'Run npm run build in the folder of Readback, then reload.', links: [{ to: '/app/', label: 'Reload' }] });
    }
  };
  router.get('/', (_request, response) => sendApp(response));
  router.use(
    express.static(directory, {
      index: false,
      redirect: false,
      cacheControl: false,
      setHeaders: (response, path) => {
        response.setHeader('Cache-Control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  router.get('/{*path}', (request, response, next) => {
    if (extname(request.path) === '') sendApp(response);
    else next();
  });
  return router;
}
