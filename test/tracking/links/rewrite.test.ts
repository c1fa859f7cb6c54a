import assert from 'node:assert/strict';
import { rewriteLinks, type Rewritten, type RewriteOptions } from '../../../connector/tracking/links/rewrite.js';

const TRACKED = 'https://read.back/l/';
const options: RewriteOptions = {
  link: (n) => `${TRACKED}${n}`,
  isOwn: (address) => address.origin === 'https://read.back',
  unsubscribes: ['https://lists.example/leave?who=1'],
};

function rewritten(html: string, more: Partial<RewriteOptions> = {}): Rewritten {
  return rewriteLinks(html, { ...options, ...more });
}

describe('rewriting links', () => {
  describe('gives the browser where it would have gone', () => {
    const TABLE: readonly (readonly [html: string, destination: string])[] = [
      ['<a href="https://example.com">x</a>', 'https://example.com/'],
      ['<A HREF=https://example.com/a>x</A>', 'https://example.com/a'],
      ["<a class=x href = 'http://example.com/b' target=_blank>x</a>", 'http://example.com/b'],
      ['<a href="https://example.com/?a=1&amp;b=2&copy=3">x</a>', 'https://example.com/?a=1&b=2&copy=3'],
      ['<a href="https://example.com/&#x61;&#38;">x</a>', 'https://example.com/a&'],
      ['<a href="\n https://example.com/long\r\n/path ">x</a>', 'https://example.com/long/path'],
      ['<a href="HTTPS://EXAMPLE.com:443/%7e">x</a>', 'https://example.com/%7e'],
      ['<a href="https://münchen.example/straße">x</a>', 'https://xn--mnchen-3ya.example/stra%C3%9Fe'],
      ['<a href="https://example.com/#part">x</a>', 'https://example.com/#part'],
      ['<map name=m><area shape=rect href="https://example.com/area" alt="Map"></map>', 'https://example.com/area'],
      ['<![if !mso]><a href="https://example.com/web">x</a><![endif]>', 'https://example.com/web'],
      ['<!--[if !mso]><!--><a href="https://example.com/web">x</a><!--<![endif]-->', 'https://example.com/web'],
      ['<noscript><a href="https://example.com/no">x</a></noscript>', 'https://example.com/no'],
      ['<table><a href="https://example.com/fostered">x</a><tr><td>y</table>', 'https://example.com/fostered'],
      ['<a title=">" href="https://example.com/gt">x</a>', 'https://example.com/gt'],
    ];
    for (const [html, destination] of TABLE) {
      it(html, () => {
        const result = rewritten(html);
        assert.deepEqual(result.links.map((link) => link.destination), [destination]);
        assert.deepEqual([result.left, result.untouched], [[], null]);
        assert.ok(result.html.includes(`${TRACKED}1`));
      });
    }
  });

  describe('leaves alone', () => {
    const TABLE: readonly (readonly [html: string, because: string])[] = [
      ['<a href="mailto:flynn@example.com">x</a>', 'not-web'],
      ['<a href=tel:+15551234>x</a>', 'not-web'],
      ['<a href="SMS:+15551234">x</a>', 'not-web'],
      ['<a href="cid:logo">x</a>', 'not-web'],
      ['<a href="data:text/html,x">x</a>', 'not-web'],
      ['<a href="java\nscript:alert(1)">x</a>', 'not-web'],
      ['<a href="ms-word:ofe|u|https://example.com/x.docx">x</a>', 'not-web'],
      ['<a href="#part">x</a>', 'in-page'],
      ['<a href="page.html">x</a>', 'relative'],
      ['<a href="//example.com/x">x</a>', 'relative'],
      ['<a href="">x</a>', 'relative'],
      ['<a href="www.example.com">x</a>', 'relative'],
      ['<a href="https://">x</a>', 'unreadable'],
      ['<a href="https://exa mple.com/">x</a>', 'unreadable'],
      ['<a href="https:example.com">x</a>', 'unreadable'],
      ['<a href="https://flynn:secret@example.com/">x</a>', 'credentials'],
      ['<a href="{{link}}">x</a>', 'placeholder'],
      ['<a href="https://example.com/{{first_name}}">x</a>', 'placeholder'],
      ['<a href="https://example.com/*|MERGE|*">x</a>', 'placeholder'],
      ['<a href="https://example.com/%%field%%">x</a>', 'placeholder'],
      ['<a href="https://read.back/l/abc">x</a>', 'own'],
      ['<a href="https://lists.example/leave?who=1">x</a>', 'unsubscribe'],
      ['<a href="https://example.com/unsubscribe/1">x</a>', 'unsubscribe'],
      ['<a href="https://example.com/?action=opt-out">x</a>', 'unsubscribe'],
      ['<a href="https://example.com/1" data-readback="off">x</a>', 'excluded'],
      ['<div data-readback=OFF><p><a href="https://example.com/1">x</a></p></div>', 'excluded'],
      ['<!--[if mso]><v:roundrect href="https://example.com/1"></v:roundrect><![endif]-->', 'outlook'],
      ['<template><a href="https://example.com/1">x</a></template>', 'hidden'],
      ['<blockquote type="cite"><a href="https://example.com/1">x</a></blockquote>', 'quoted'],
      ['<div class="gmail_quote gmail_quote_container"><a href="https://example.com/1">x</a></div>', 'quoted'],
      ['<div id="divRplyFwdMsg">From: x</div><p><a href="https://example.com/1">x</a></p>', 'quoted'],
      ["<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'></div><a href=https://example.com/1>x</a>", 'quoted'],
    ];
    for (const [html, because] of TABLE) {
      it(`${html.replace(/\n/g, '\\n')}: ${because}`, () => {
        const result = rewritten(html);
        assert.equal(result.html, html);
        assert.deepEqual([result.links, result.left.map((left) => left.because), result.untouched], [[], [because], null]);
      });
    }

    it('an address that would be too long', () => {
      const result = rewritten('<a href="https://example.com/">x</a>', { link: () => `${TRACKED}${'x'.repeat(2_000)}` });
      assert.deepEqual(result.left, [{ href: 'https://example.com/', because: 'too-long' }]);
    });
  });

  describe('knows links for unsubscribing by what they show', () => {
    const SHOWN = [
      'Unsubscribe here', 'Opt out', 'Hier abmelden', 'Newsletter abbestellen', 'Se désabonner', 'Me désinscrire', 'Darse de baja', 'Annulla iscrizione', 'Cancelar inscrição',
      'Uitschrijven', 'Afmelden', 'Avregistrera dig', 'Afmeld nyhedsbrev', 'Meld deg av', 'Peruuta tilaus', 'Wypisz się', 'Odhlásit', 'Leiratkozás', 'Dezabonare', 'Abonelikten çık',
      'Διαγραφή από τη λίστα', 'Отписаться', 'Відписатися', '配信停止はこちら', '수신거부', '取消订阅',
    ];
    for (const text of SHOWN) {
      it(text, () => assert.deepEqual(rewritten(`<a href="https://example.com/x"><b>${text}</b></a>`).left.map(({ because }) => because), ['unsubscribe']));
    }
    for (const text of ['Our offer', 'Read the report', 'Angebot ansehen', 'Hier anmelden', 'Demo buchen', 'Voir la démo', 'Ver precios', '資料はこちら']) {
      it(`${text}: is none`, () => assert.equal(rewritten(`<a href="https://example.com/x">${text}</a>`).links.length, 1));
    }
  });

  it('takes no other address for one', () => {
    for (const path of ['remove-metadata', 'austragungsorte', 'potpis', 'options', 'subscribe', 'unsubstantiated', 'melden']) {
      assert.equal(rewritten(`<a href="https://example.com/${path}">x</a>`).links.length, 1, path);
    }
  });

  it('numbers links in the order of the mail, the same one twice, and says what they show', () => {
    const { html, links } = rewritten('<p><a href="https://a.example/">One\n two</a> <a href="https://b.example/"><img alt="Logo" src=x></a> <a href="https://a.example/">again</a>');
    assert.deepEqual(links, [
      { n: 1, destination: 'https://a.example/', text: 'One two' },
      { n: 2, destination: 'https://b.example/', text: 'Logo' },
      { n: 3, destination: 'https://a.example/', text: 'again' },
    ]);
    assert.equal(html, `<p><a href="${TRACKED}1">One\n two</a> <a href="${TRACKED}2"><img alt="Logo" src=x></a> <a href="${TRACKED}3">again</a>`);
  });

  it('takes a link that is never closed as one', () => {
    const { html, links } = rewritten('<p><a href=https://a.example/>one<p>two<p>three');
    assert.equal(links.length, 1);
    assert.equal(html, `<p><a href=${TRACKED}1>one<p>two<p>three`);
  });

  describe('leaves the whole mail as it was', () => {
    const LINK = '<a href="https://example.com/">x</a>';
    const TABLE: readonly (readonly [name: string, html: string, because: string])[] = [
      ['over a million characters', LINK + ' '.repeat(1_000_000), 'too-large'],
      ['an address twice in a link', `${LINK}<a href="https://a.example/" href="https://b.example/">x</a>`, 'odd-markup'],
      ['a quote that is never closed', `<a href="https://a.example/>x</a> ${LINK}`, 'odd-markup'],
      ['a quote in an address', `${LINK}<a href=https://a.example/"x>y</a>`, 'odd-markup'],
      ['an angle bracket in an address', `${LINK}<a href="https://a.example/?q=a>b">y</a>`, 'odd-markup'],
      ['nested beyond reason', `${'<div>'.repeat(600)}${LINK}`, 'too-deep'],
      ['formatting that unfolds', `<p>${Array.from({ length: 400 }, (_, n) => `<font color=${n}>`).join('')}</p>${'<p>x</p>'.repeat(2_000)}${LINK}`, 'too-deep'],
    ];
    for (const [name, html, because] of TABLE) {
      it(name, () => {
        const result = rewritten(html);
        assert.ok(result.html === html);
        assert.deepEqual([result.links, result.untouched], [[], because]);
      });
    }

    it('an address that would change more than itself', () => {
      const html = LINK;
      const result = rewritten(html, { link: (n) => `${TRACKED}${n}" onclick="` });
      assert.deepEqual([result.html, result.untouched], [html, 'differs']);
    });

    it('a failure', () => {
      const result = rewritten(LINK, {
        link: () => {
          throw new Error('no');
        },
      });
      assert.deepEqual([result.html, result.untouched], [LINK, 'failed']);
    });
  });

  it('changes nothing but addresses, whatever the mail is made of', () => {
    const random = dice(20261123);
    let changed = 0;
    for (let time = 0; time < 3_000; time++) {
      const html = Array.from({ length: 1 + random(14) }, () => PIECES[random(PIECES.length)] ?? '').join('');
      const result = rewritten(html);
      let undone = result.html;
      for (const { n } of [...result.links].reverse()) {
        const at = undone.indexOf(`${TRACKED}${n}`);
        assert.notEqual(at, -1);
        const original = originalAt(html, undone, at);
        undone = undone.slice(0, at) + original + undone.slice(at + `${TRACKED}${n}`.length);
      }
      // Undone from the last to the first: what is behind `at` is as it was already.
      assert.equal(undone, html);
      if (result.links.length > 0) changed += 1;
      if (result.untouched !== null) assert.equal(result.html, html);
    }
    assert.ok(changed > 500, `${changed} mails were changed`);
  });
});

/** What stood where an address was put: the first of the addresses below that is at this place. */
function originalAt(html: string, undone: string, at: number): string {
  const tail = undone.slice(at).replace(/^https:\/\/read\.back\/l\/\d+/, '');
  assert.ok(html.endsWith(tail));
  const before = html.slice(0, html.length - tail.length);
  return ADDRESSES.find((address) => before.endsWith(address)) ?? assert.fail(`nothing known stood in front of ${tail}`);
}

const ADDRESSES = ['https://a.example/?x=1&amp;y=2', 'https://b.example/ü', ' https://c.example/\r\nd ', 'http://d.example'];
const PIECES = [
  ...ADDRESSES.flatMap((address) => [`<a href="${address}">`, `<a class=x href='${address}' id=y>`, `<area href="${address}">`, `<p title="${address}">`, address]),
  '<a href=http://d.example>', '</a>', '<p>', '</p>', '<table><tr><td>', '</td></tr></table>', '<!-- x -->', '<!--[if mso]>', '<![endif]-->', '<o:p></o:p>', '\r\n', '\n', 'text & ü 😀', '&nbsp;', '&amp',
  '<style>a { color: red }</style>', '<script>"<a href=x>"</script>', '<b>', '</i>', '<svg><a href="http://d.example">', '</svg>', '<', '"', "'", '<div data-readback=off>', '</div>', '\0', '<textarea>', '<title>', '</title>',
  '<!DOCTYPE html><html><head>', '</head><body bgcolor=#ffffff>', '<a name=x>', '<a\nhref\n=\n"http://d.example"\n>', '<a/href="http://d.example"/>',
];

/** Numbers from a seed, so that a failure comes again. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
