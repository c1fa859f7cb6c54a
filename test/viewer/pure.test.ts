import assert from 'node:assert/strict';
import { fold, foldQuery, matches } from '../../viewer/find/fold.js';
import { inView, layoutOf, sizeOf, stepFrom, type Size, type Zoom } from '../../viewer/pages/layout.js';
import { LANGUAGES } from '../../connector/documents/viewer-limits.js';
import { TEXTS } from '../../viewer/texts.js';

describe('finding text', () => {
  const page = [
    { text: 'Café ', ends: false },
    { text: 'Ober', ends: true },
    { text: 'office', ends: true },
    { text: 'STRASSE  – straße', ends: false },
  ];
  const raw = page.map(({ text }) => text).join('');
  const table: readonly [string, readonly string[]][] = [
    ['cafe', ['Café']],
    ['CAFÉ', ['Café']],
    ['cafe ober', ['Café Ober']],
    ['ober  office', ['Oberoffice']],
    ['office', ['office']],
    ['strass', ['STRASS']],
    ['straße', ['straße']],
    ['strasse –', ['STRASSE  –']],
    ['nothing', []],
    ['   ', []],
  ];
  for (const [query, found] of table) {
    it(JSON.stringify(query), () => assert.deepEqual(matches(fold(page), foldQuery(query)).map(([from, to]) => raw.slice(from, to)), found));
  }
  it('sees through ligatures', () => assert.deepEqual(matches(fold([{ text: 'an o\ufb03ce', ends: false }]), 'office'), [[3, 7]]));
});

describe('where pages stand', () => {
  const a4: Size = [595, 842];
  const slide: Size = [960, 540];
  const wide = { width: 1440, height: 850 };
  const phone = { width: 390, height: 730 };
  const width = (sizes: readonly Size[], zoom: Zoom, room: typeof wide, page = 1): number | undefined => layoutOf(sizes, 3, zoom, room).pages[page - 1]?.width;

  it('as wide as a phone', () => assert.equal(width([a4], 'auto', phone), 390));
  it('not huge on a screen', () => assert.equal(width([a4], 'auto', wide), 940));
  it('slides whole', () => assert.ok((layoutOf([slide], 3, 'auto', wide).pages[0]?.height ?? 0) <= wide.height));
  it('as wide as the window', () => assert.equal(width([a4], 'width', wide), 1440 - 32));
  it('real size', () => assert.equal(width([a4], 1, wide), Math.round((595 * 96) / 72)));
  it('one wider page is shown smaller', () => assert.equal(width([a4, [2_000, 842], a4], 'width', wide, 2), 1440 - 32));
  it('unless a size was chosen', () => assert.equal(width([a4, [2_000, 842], a4], 1, wide, 2), Math.round((2_000 * 96) / 72)));
  it('without sizes it is A4', () => assert.deepEqual(sizeOf([], 7), [595, 842]));

  it('finds what the window shows', () => {
    const layout = layoutOf([a4], 3, 1, wide);
    const [first, second] = layout.pages;
    assert.ok(first && second);
    assert.deepEqual(inView(layout, first.top, 100), [{ page: 1, visible: 100 }]);
    assert.deepEqual(inView(layout, second.top - 50, 100), [{ page: 1, visible: 50 - 16 }, { page: 2, visible: 50 }]);
    assert.deepEqual(inView(layout, layout.height + 10, 100), []);
  });

  it('goes by steps', () => assert.deepEqual([stepFrom(1, 1), stepFrom(1, -1), stepFrom(1.18, 1), stepFrom(5, 1), stepFrom(0.25, -1)], [1.1, 0.9, 1.25, 5, 0.25]));
});

describe('what the viewer says', () => {
  const holes = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const language of LANGUAGES) {
    it(`fills in the same in ${language}`, () => {
      assert.deepEqual(
        Object.entries(TEXTS[language] ?? {}).map(([key, text]) => [key, holes(text)]),
        Object.entries(TEXTS.en ?? {}).map(([key, text]) => [key, holes(text)]),
      );
    });
  }
});
