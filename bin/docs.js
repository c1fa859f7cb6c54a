// `npm run docs`: prints the pages of docs/ that come from the source. A test says when they are out of date.
import { writeFileSync } from 'node:fs';
import { errorsPage } from '../dist/connector/http/errors-page.js';

writeFileSync(new URL('../docs/errors.md', import.meta.url), errorsPage());
