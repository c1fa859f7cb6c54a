/** Makes Word and PowerPoint files for tests and benches: small, plain, and as many pages as wanted. */
import { zipOf, type Packed } from './zip-file.js';

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const P = 'http://schemas.openxmlformats.org/presentationml/2006/main';
const A = 'http://schemas.openxmlformats.org/drawingml/2006/main';
const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const OFFICE = 'application/vnd.openxmlformats-officedocument';
const MAIN_WORD = `${OFFICE}.wordprocessingml.document.main+xml`;
const MAIN_POWERPOINT = `${OFFICE}.presentationml.presentation.main+xml`;
/** 10 by 7.5 inches. */
const SLIDE = 'cx="9144000" cy="6858000"';

export interface DocxOptions {
  readonly pages: number;
  /** Type of the main part; default: a document. */
  readonly mainType?: string;
  /** Paragraphs of some 60 words on each page. */
  readonly paragraphs?: number;
  /** A picture that lies elsewhere, which Word would fetch. */
  readonly linkedPicture?: string;
  readonly extra?: readonly Packed[];
}

export function docxOf({ pages, mainType = MAIN_WORD, paragraphs = 2, linkedPicture, extra = [] }: DocxOptions): Buffer {
  const body = numbers(pages).map((page) => {
    const text = numbers(paragraphs).map((n) => paragraph(`${wordsOf(page * 100 + n, 60)}.`)).join('');
    return `${paragraph(`Page ${page}`, '<w:rPr><w:b/><w:sz w:val="48"/></w:rPr>')}${text}${page < pages ? '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' : ''}`;
  });
  const picture = linkedPicture === undefined ? '' : `<w:p><w:r>${inlinePicture()}</w:r></w:p>`;
  const relations = linkedPicture === undefined ? [] : [relation('rIdPicture', 'image', linkedPicture, true)];
  return zipOf([
    types([['word/document.xml', mainType]]),
    relationsOf('_rels/.rels', [relation('rId1', 'officeDocument', 'word/document.xml')]),
    relationsOf('word/_rels/document.xml.rels', relations),
    { name: 'word/document.xml', content: xml(`<w:document xmlns:w="${W}" xmlns:r="${R}"><w:body>${body.join('')}${picture}<w:sectPr><w:pgSz w:w="12240" w:h="15840"/></w:sectPr></w:body></w:document>`) },
    ...extra,
  ]);
}

export interface PptxOptions {
  readonly slides: number;
  readonly mainType?: string;
  readonly extra?: readonly Packed[];
}

export function pptxOf({ slides, mainType = MAIN_POWERPOINT, extra = [] }: PptxOptions): Buffer {
  const all = numbers(slides);
  const part = (kind: string): string => `${OFFICE}.presentationml.${kind}+xml`;
  return zipOf([
    types([
      ['ppt/presentation.xml', mainType],
      ['ppt/slideMasters/slideMaster1.xml', part('slideMaster')],
      ['ppt/slideLayouts/slideLayout1.xml', part('slideLayout')],
      ['ppt/theme/theme1.xml', `${OFFICE}.theme+xml`],
      ...all.map((n): [string, string] => [`ppt/slides/slide${n}.xml`, part('slide')]),
    ]),
    relationsOf('_rels/.rels', [relation('rId1', 'officeDocument', 'ppt/presentation.xml')]),
    {
      name: 'ppt/presentation.xml',
      content: xml(`<p:presentation xmlns:p="${P}" xmlns:a="${A}" xmlns:r="${R}"><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rIdMaster"/></p:sldMasterIdLst><p:sldIdLst>${all.map((n) => `<p:sldId id="${255 + n}" r:id="rId${n}"/>`).join('')}</p:sldIdLst><p:sldSz ${SLIDE}/><p:notesSz ${SLIDE}/></p:presentation>`),
    },
    relationsOf('ppt/_rels/presentation.xml.rels', [
      relation('rIdMaster', 'slideMaster', 'slideMasters/slideMaster1.xml'),
      ...all.map((n) => relation(`rId${n}`, 'slide', `slides/slide${n}.xml`)),
    ]),
    {
      name: 'ppt/slideMasters/slideMaster1.xml',
      content: xml(`<p:sldMaster xmlns:p="${P}" xmlns:a="${A}" xmlns:r="${R}"><p:cSld>${shapes('')}</p:cSld><p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/><p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>`),
    },
    relationsOf('ppt/slideMasters/_rels/slideMaster1.xml.rels', [relation('rId1', 'slideLayout', '../slideLayouts/slideLayout1.xml'), relation('rId2', 'theme', '../theme/theme1.xml')]),
    { name: 'ppt/slideLayouts/slideLayout1.xml', content: xml(`<p:sldLayout xmlns:p="${P}" xmlns:a="${A}" xmlns:r="${R}" type="blank"><p:cSld>${shapes('')}</p:cSld></p:sldLayout>`) },
    relationsOf('ppt/slideLayouts/_rels/slideLayout1.xml.rels', [relation('rId1', 'slideMaster', '../slideMasters/slideMaster1.xml')]),
    { name: 'ppt/theme/theme1.xml', content: theme() },
    ...all.flatMap((n): Packed[] => [
      { name: `ppt/slides/slide${n}.xml`, content: xml(`<p:sld xmlns:p="${P}" xmlns:a="${A}" xmlns:r="${R}"><p:cSld>${shapes(textBox(`Slide ${n}`, 500_000, 4_400) + textBox(wordsOf(n, 40), 2_000_000, 2_000))}</p:cSld></p:sld>`) },
      relationsOf(`ppt/slides/_rels/slide${n}.xml.rels`, [relation('rId1', 'slideLayout', '../slideLayouts/slideLayout1.xml')]),
    ]),
    ...extra,
  ]);
}

/** A package of another kind: an Excel workbook, for example. */
export function packageOf(mainPart: string, mainType: string): Buffer {
  return zipOf([types([[mainPart, mainType]]), relationsOf('_rels/.rels', [relation('rId1', 'officeDocument', mainPart)]), { name: mainPart, content: xml('<x/>') }]);
}

/** Words that look like text, the same for the same seed. */
export function wordsOf(seed: number, count: number): string {
  const words = ['offer', 'delivery', 'price', 'within', 'the', 'of', 'customer', 'and', 'terms', 'a', 'service', 'year', 'quality', 'for', 'contract', 'Größe', 'naïve', 'support'];
  return numbers(count).map((n) => words[(seed * 7 + n * 5 + ((n * n) % 11)) % words.length] ?? '').join(' ');
}

function types(parts: readonly (readonly [part: string, type: string])[]): Packed {
  const overrides = parts.map(([part, type]) => `<Override PartName="/${part}" ContentType="${type}"/>`).join('');
  return {
    name: '[Content_Types].xml',
    content: xml(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>${overrides}</Types>`),
  };
}

function relationsOf(name: string, relations: readonly string[]): Packed {
  return { name, content: xml(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relations.join('')}</Relationships>`) };
}

function relation(id: string, type: string, target: string, external = false): string {
  return `<Relationship Id="${id}" Type="${R}/${type}" Target="${target}"${external ? ' TargetMode="External"' : ''}/>`;
}

function paragraph(text: string, properties = ''): string {
  return `<w:p><w:r>${properties}<w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

function inlinePicture(): string {
  const pic = 'http://schemas.openxmlformats.org/drawingml/2006/picture';
  return `<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:extent cx="914400" cy="914400"/><wp:docPr id="1" name="Picture"/><a:graphic xmlns:a="${A}"><a:graphicData uri="${pic}"><pic:pic xmlns:pic="${pic}"><pic:nvPicPr><pic:cNvPr id="1" name="Picture"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="rIdPicture"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="914400" cy="914400"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>`;
}

function shapes(content: string): string {
  return `<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>${content}</p:spTree>`;
}

function textBox(text: string, top: number, size: number): string {
  return `<p:sp><p:nvSpPr><p:cNvPr id="${top}" name="Text"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="500000" y="${top}"/><a:ext cx="8100000" cy="1200000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr wrap="square"/><a:p><a:r><a:rPr sz="${size}"/><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;
}

function theme(): string {
  const colours = ['dk1:000000', 'lt1:FFFFFF', 'dk2:44546A', 'lt2:E7E6E6', 'accent1:4472C4', 'accent2:ED7D31', 'accent3:A5A5A5', 'accent4:FFC000', 'accent5:5B9BD5', 'accent6:70AD47', 'hlink:0563C1', 'folHlink:954F72'];
  const fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>';
  const line = `<a:ln w="6350">${fill}</a:ln>`;
  const effect = '<a:effectStyle><a:effectLst/></a:effectStyle>';
  const font = '<a:latin typeface="Liberation Sans"/><a:ea typeface=""/><a:cs typeface=""/>';
  return xml(`<a:theme xmlns:a="${A}" name="Plain"><a:themeElements><a:clrScheme name="Plain">${colours.map((colour) => colour.split(':')).map(([name = '', rgb = '']) => `<a:${name}><a:srgbClr val="${rgb}"/></a:${name}>`).join('')}</a:clrScheme><a:fontScheme name="Plain"><a:majorFont>${font}</a:majorFont><a:minorFont>${font}</a:minorFont></a:fontScheme><a:fmtScheme name="Plain"><a:fillStyleLst>${fill.repeat(3)}</a:fillStyleLst><a:lnStyleLst>${line.repeat(3)}</a:lnStyleLst><a:effectStyleLst>${effect.repeat(3)}</a:effectStyleLst><a:bgFillStyleLst>${fill.repeat(3)}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>`);
}

function xml(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${content}`;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
