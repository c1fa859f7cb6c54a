import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../connector/config/index.js';
import { errorsPage } from '../../connector/http/errors-page.js';

describe('docs/errors.md', () => {
  it('says what connector/errors.ts says; if not: npm run docs', async () => {
    assert.equal(await readFile(join(PACKAGE_ROOT, 'docs', 'errors.md'), 'utf8'), errorsPage());
  });
});
