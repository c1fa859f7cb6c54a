import assert from 'node:assert/strict';
import { launchBrowser } from './browser.js';

describe('the browser for tests', () => {
  it('starts several at once, shows a page and runs its script', async () => {
    const browsers = await Promise.all([launchBrowser(), launchBrowser()]);
    try {
      const titles = await Promise.all(
        browsers.map(async (browser) => {
          const page = await browser.newPage();
          await page.setContent('<p>before</p><script>document.title = "ran"</script>');
          return page.title();
        }),
      );
      assert.deepEqual(titles, ['ran', 'ran']);
    } finally {
      await Promise.all(browsers.map((browser) => browser.close()));
    }
  });
});
