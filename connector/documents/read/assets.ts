/**
 * The viewer's scripts and what pdf.js needs, at `/viewer/…`: every name changes with its content, so
 * browsers keep them for ever. They lie there compressed as well, since a worker of 1.2 MB decides how
 * soon the first page shows. The worker alone may compile WebAssembly (pictures as JPEG 2000 and
 * JBIG2): its policy comes with its script, and the page's does not allow it.
 */
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { Router } from 'express';

const ENCODINGS = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'";
const HEADERS = {
  'Content-Security-Policy': POLICY,
  'Cache-Control': 'public, max-age=31536000, immutable',
  'Cross-Origin-Resource-Policy': 'same-origin',
  Vary: 'Accept-Encoding',
} as const;

/** To be mounted at `/viewer`. */
export function viewerAssets(directory: string): Router {
  const router = Router();
  router.use((request, response, next) => {
    // The shell is nothing without its state, and the compressed files belong to their originals.
    if (/\.(html|br|gz)$/.test(request.path)) {
      next('router');
      return;
    }
    const encoding = ENCODINGS.find(({ name, ending }) => request.acceptsEncodings(name) !== false && existsSync(join(directory, `${request.path}${ending}`)));
    if (encoding !== undefined) {
      response.type(extname(request.path)).set('Content-Encoding', encoding.name);
      request.url = `${request.path}${encoding.ending}`;
    }
    next();
  });
  router.use(
    express.static(directory, {
      index: false,
      redirect: false,
      cacheControl: false,
      setHeaders: (response) => {
        for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
      },
    }),
  );
  return router;
}
