import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ServerResponse, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { keysFrom } from '../../../connector/config/index.js';
import { nameOfAgent } from '../../../connector/tracking/own/agent-name.js';
import { deviceCookies, deviceText, readDevice } from '../../../connector/tracking/own/device-cookie.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);
const mark = { deviceId: randomUUID(), repId: randomUUID(), at: new Date('2026-11-23T10:00:00Z') };
const text = deviceText(keys, mark);

describe('the cookie of a device', () => {
  it('proves whose it is, under each of its names, among others', () => {
    for (const name of ['readback-device', 'readback-device-here', '__Host-readback-device', '__Host-readback-device-here']) {
      assert.deepEqual(readDevice(keys, `a=b; ${name}=${text}; c=d`), mark, name);
    }
  });

  it('is still read after the signing key was replaced, and by nobody without it', () => {
    const replaced = keysFrom(['a new secret of at least thirty-two characters', 'a secret of at least thirty-two characters']);
    assert.deepEqual(readDevice(replaced, `readback-device=${text}`), mark);
    assert.equal(readDevice(keysFrom(['somebody else’s secret of thirty-two characters']), `readback-device=${text}`), null);
  });

  it('is none where it was changed, cut, doubled or made up', () => {
    for (let at = 0; at < text.length - 1; at += 5) {
      const changed = `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
      assert.equal(readDevice(keys, `readback-device=${changed}`), null, `character ${at}`);
    }
    for (const odd of [undefined, '', 'session=1', 'readback-device', 'readback-device=', `readback-device=${text}${text}`, `not-readback-device=${text}`, `readback-device-2=${text}`, `x=readback-device=${text}`]) {
      assert.equal(readDevice(keys, odd), null, odd);
    }
  });

  it('of two counts the one set last: the other may be of a device that was removed', () => {
    const newer = { deviceId: randomUUID(), repId: mark.repId, at: new Date('2026-11-24T10:00:00Z') };
    for (const pair of [[text, deviceText(keys, newer)], [deviceText(keys, newer), text]]) {
      assert.deepEqual(readDevice(keys, `__Host-readback-device=${pair[0]}; __Host-readback-device-here=${pair[1]}`), newer);
    }
  });

  it('keeps nobody busy: of many, few are looked at', () => {
    const flood = Array.from({ length: 200 }, () => `readback-device=${'A'.repeat(71)}`).join('; ');
    assert.equal(readDevice(keys, `${flood}; readback-device=${text}`), null);
  });

  it('is set twice for a year: partitioned, and not', () => {
    const [plain = '', here = ''] = setCookies('https://readback.example');
    assert.match(plain, /^__Host-readback-device=[\w-]{71}; Max-Age=31536000; Path=\/; HttpOnly; Secure; SameSite=None$/);
    assert.match(here, /^__Host-readback-device-here=[\w-]{71}; Max-Age=31536000; Path=\/; HttpOnly; Secure; Partitioned; SameSite=None$/);
  });

  it('over http://localhost is set so that browsers that take no Secure cookie there still take one', () => {
    const [plain = '', here = ''] = setCookies('http://localhost:3000');
    assert.match(plain, /^readback-device=[\w-]{71}; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/);
    assert.match(here, /^readback-device-here=[\w-]{71};.* Secure; Partitioned; SameSite=None$/);
  });

  function setCookies(publicUrl: string): string[] {
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    deviceCookies(keys, publicUrl).set(response, mark);
    return [response.getHeader('Set-Cookie') ?? []].flat().map(String);
  }
});

describe('the first name of a device', () => {
  const NAMES: readonly (readonly [agent: string, name: string])[] = [
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36', 'Chrome on Windows'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0', 'Edge on Windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15', 'Safari on a Mac'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1', 'Safari on an iPhone'],
    ['Mozilla/5.0 (iPad; CPU OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/143.0 Mobile/15E148 Safari/604.1', 'Chrome on an iPad'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    ['Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36 EdgA/143.0', 'Edge on Android'],
    ['Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36', 'Chrome on ChromeOS'],
    ['Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)', 'Outlook on Windows'],
    ['Mozilla/4.0 (compatible; ms-office; MSOffice 16)', 'Outlook'],
    ['', 'A browser'],
    ['something else entirely', 'A browser'],
  ];
  for (const [agent, name] of NAMES) it(name, () => assert.equal(nameOfAgent(agent, false), name));
  it('says where the pane is', () => assert.equal(nameOfAgent(NAMES[0]?.[0] ?? '', true), 'Chrome on Windows, inside Outlook'));
});
