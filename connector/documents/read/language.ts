/** In which language the viewer speaks to a reader. */
import type { Request } from 'express';
import { LANGUAGES } from '../viewer-api.js';

/** Of those the viewer has, the one the browser likes best; else English. */
export function languageOf(request: Request): string {
  const best = request.acceptsLanguages([...LANGUAGES]);
  return best === false ? 'en' : best;
}
