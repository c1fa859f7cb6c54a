import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import express from 'express';
import { keysFrom } from '../../connector/config/index.js';
import { consentOf, privacyUrl, readPrivacyToken, statementsOf } from '../../connector/consent/index.js';
import type { ActivityData } from '../../connector/feed/index.js';
import type { Note } from '../../connector/mailbox/index.js';
import { recipientRouter } from '../../connector/privacy/index.js';
import { en } from '../../connector/privacy/words/en.js';
import { fr } from '../../connector/privacy/words/fr.js';
import { LANGUAGES } from '../../connector/privacy/words/language.js';
import { nl } from '../../connector/privacy/words/nl.js';
import * as schema from '../../connector/schema.js';
import { HitGroups, mintStamp, nothingKnown, openSilence, recordMessage, Settler, silenceMailTo, trackingFront, type Silence, type Stamp } from '../../connector/tracking/index.js';
import { assertAccessible, assertFits } from '../app/harness.js';
import { launchBrowser } from '../browser.js';
import { silentLog, until, useTestDatabase } from '../database.js';
import { aMailbox, NOW } from '../mail-facts.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);
const mailbox = aMailbox({ name: 'Riley <b>' });

describe('the recipient’s own page', () => {
  const test = useTestDatabase(schema);
  const notes: Note[] = [];
  let server: Server;
  let settler: Settler;
  let silence: Silence;
  let origin = '';
  let now = NOW;

  before('serve', async () => {
    const { dataSource } = test.database;
    const clock = { now: () => now };
    settler = new Settler({ dataSource, clock, log: silentLog, knownOf: nothingKnown });
    const groups = new HitGroups({ url: test.url, log: silentLog, committed: () => settler.wake() });
    silence = await openSilence({ database: test.database, log: silentLog });
    const front = trackingFront({ keys, groups, clock, isSilenced: silence.has, clientAddress: () => '192.0.2.1' });
    const mailboxes = { get: () => Promise.resolve(mailbox), list: () => Promise.resolve([]), note: (_: string, note: Note) => Promise.resolve(void notes.push(note)) };
    const app = express().use(recipientRouter({ dataSource, keys, clock, log: silentLog, mailboxes, setting: 'all-on', onRefused: silenceMailTo }));
    server = createServer((request, response) => {
      if (!front(request, response)) app(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    origin = `http://127.0.0.1:${address.port}`;
  });
  after('stop', async () => {
    await silence.close();
    await settler.close();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    notes.splice(0);
    now = NOW;
  });

  const somebody = (): string => `${randomUUID().slice(0, 8)}@flynnsarcade.com`;
  const linkOf = (address: string): string => privacyUrl(keys, origin, { mailboxId: mailbox.id, address });
  const post = async (url: string, form: Record<string, string> = {}): Promise<{ status: number; text: string; type: string }> => {
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
    return { status: response.status, text: await response.text(), type: response.headers.get('content-type') ?? '' };
  };
  const consent = async (address: string): Promise<string | undefined> => (await consentOf(test.database.dataSource.manager, [address])).get(address);
  /** With the code that was mailed. */
  const agree = async (address: string): Promise<string> => {
    await post(linkOf(address), { say: 'agree' });
    return (await post(`${linkOf(address)}/agree`, { code: codeIn(notes.at(-1)) })).text;
  };
  const codeIn = (note: Note | undefined): string => /^\d{6}$/m.exec(note?.text ?? '')?.[0] ?? '';

  it('says in plain words what is recorded, and changes nothing by being fetched', async () => {
    const flynn = somebody();
    await mail([flynn]);
    for (const method of ['GET', 'HEAD', 'GET']) {
      const response = await fetch(linkOf(flynn), { method, headers: { purpose: 'prefetch' } });
      const text = await response.text();
      assert.deepEqual([response.status, response.headers.get('cache-control')], [200, 'no-store']);
      if (method === 'HEAD') continue;
      assert.match(text, /Riley &lt;b&gt;<\/strong> \(rep@contoso\.example\) and colleagues write to <strong>/);
      assert.match(text, /You have not said yet/);
      assert.match(text, /one mail since 23 November 2026/);
      assert.match(text, /When images in such a mail are loaded/);
      assert.doesNotMatch(text, /<script/);
    }
    for (const rest of ['agree', 'code', 'data', 'erase']) assert.equal((await fetch(`${linkOf(flynn)}/${rest}?lang=de`)).url, `${linkOf(flynn)}?lang=de`);
    assert.deepEqual([await consent(flynn), notes.length], [undefined, 0]);
  });

  it('takes a refusal by one POST, agreeing with a code, and taking that back by one POST', async () => {
    const flynn = somebody();
    const refused = (await post(linkOf(flynn), { say: 'refuse' })).text;
    assert.match(refused, /You refused to be tracked on 23 November 2026.*Not recorded: whether you load images/s);
    assert.match(refused, /stored as yours any more.*those counts go on. Mail sent after a refusal does not carry even that/s);
    assert.doesNotMatch(refused, /is stored any more/, 'anonymous mail they already have is still counted');
    assert.equal(await consent(flynn), 'refused');
    assert.match(await agree(flynn), /You agreed to be tracked on/);
    assert.match((await post(linkOf(flynn), { say: 'refuse' })).text, /took that back/);
    await post(linkOf(flynn), { say: 'whatever' });
    await post(linkOf(flynn));
    const said = await statementsOf(test.database.dataSource.manager, [flynn]);
    assert.deepEqual(said.map(({ state, proof }) => [state, proof]), [['withdrawn', ''], ['given', en.proof(flynn)], ['refused', '']]);
  });

  for (const before of ['nothing said yet', 'refused'] as const) {
    it(`takes no agreement from whoever has the link alone: ${before}`, async () => {
      const flynn = somebody();
      if (before === 'refused') await post(linkOf(flynn), { say: 'refuse' });
      const state = before === 'refused' ? 'refused' : undefined;
      const asked = await post(linkOf(flynn), { say: 'agree' });
      const [note = assert.fail()] = notes;
      assert.deepEqual([asked.status, note.to.address, note.subject, await consent(flynn)], [200, flynn, en.letter.subject.agree, state]);
      assert.match(asked.text, /With the code you agree that this is recorded of mail from <strong>Riley &lt;b&gt;<\/strong> \(rep@contoso\.example\) and colleagues:.*When images in such a mail are loaded.*When a link/s);
      const code = codeIn(note);
      assert.ok(code !== '' && !asked.text.includes(code));
      for (const guess of ['', code === '123456' ? '123457' : '123456']) assert.equal((await post(`${linkOf(flynn)}/agree`, { code: guess })).status, 403);
      assert.equal((await post(`${linkOf(flynn)}/data`, { code })).status, 403, 'a code to agree shows nothing');
      assert.equal(await consent(flynn), state);
      assert.match((await post(`${linkOf(flynn)}/agree`, { code })).text, /You agreed\. You can take it back/);
      assert.equal(await consent(flynn), 'given');
      await post(linkOf(flynn), { say: 'refuse' });
      assert.equal((await post(`${linkOf(flynn)}/agree`, { code })).status, 403, 'a code is used once');
      await post(`${linkOf(flynn)}/code`);
      assert.equal((await post(`${linkOf(flynn)}/agree`, { code: codeIn(notes.at(-1)) })).status, 403, 'a code to see what is stored agrees to nothing');
      assert.equal(await consent(flynn), 'withdrawn');
    });
  }

  it('lets no more than six codes a day be sent to anybody', async () => {
    const flynn = somebody();
    const statuses: number[] = [];
    for (const hours of [0, 0, 2, 2, 4, 4, 6, 25]) {
      now = new Date(NOW.getTime() + hours * 3_600_000);
      statuses.push((await post(linkOf(flynn), { say: 'agree' })).status);
    }
    assert.deepEqual([statuses, notes.length], [[200, 200, 200, 200, 200, 200, 429, 200], 7]);
  });

  describe('speaks', () => {
    const ask = async (url: string, accepted: string): Promise<{ text: string; lang: string | undefined; header: string | null }> => {
      const response = await fetch(url, { headers: { 'accept-language': accepted } });
      const body = await response.text();
      return { text: body, lang: /<html lang="([^"]+)">/.exec(body)?.[1], header: response.headers.get('content-language') };
    };

    it('the language of the browser, and says so', async () => {
      const flynn = somebody();
      for (const words of LANGUAGES) {
        const { text, lang, header } = await ask(linkOf(flynn), `${words.lang}-XX,en;q=0.5`);
        assert.deepEqual([lang, header], [words.lang, words.lang]);
        assert.ok(text.includes(words.choice.title) && text.includes(words.choice.unknown) && text.includes(words.recorded.heading), words.lang);
        assert.doesNotMatch(text, /action="[^"]*\?lang=/, 'nothing was chosen');
      }
    });

    it('the one that is chosen, on every page and in the mail with the code', async () => {
      const flynn = somebody();
      await mail([flynn]);
      const shown = await ask(`${linkOf(flynn)}?lang=fr`, 'de');
      assert.match(shown.text, /<a lang="fr" hreflang="fr" href="[^"]*\?lang=fr" aria-current="true">Français<\/a>/);
      const form = /action="(\/r\/[^"]*\/code\?lang=fr)"/.exec(shown.text)?.[1] ?? assert.fail(shown.text);
      const asked = await post(`${origin}${form}`);
      const code = codeIn(notes[0]);
      assert.deepEqual([notes[0]?.subject, /Bonjour/.test(notes[0]?.text ?? ''), /Saisir le code/.test(asked.text)], [fr.letter.subject.see, true, true]);
      const stored = await post(`${linkOf(flynn)}/data?lang=fr`, { code });
      assert.match(stored.text, /<h2>E-mails qui vous ont été envoyés<\/h2>.*À vous seul: oui/s);
      await post(`${linkOf(flynn)}?lang=fr`, { say: 'agree' });
      assert.match((await post(`${linkOf(flynn)}/agree?lang=fr`, { code: codeIn(notes[1]) })).text, /Vous avez accepté le suivi le 23 novembre 2026/);
      const [said] = await statementsOf(test.database.dataSource.manager, [flynn]);
      assert.equal(said?.proof, fr.proof(flynn), 'what they read is what they agreed to');
    });

    it('it also where the link is not valid', async () => {
      const { text, lang } = await ask(`${origin}/r/${'A'.repeat(60)}`, 'nl, de;q=0.9');
      assert.deepEqual([lang, text.includes(nl.invalid.title)], ['nl', true]);
    });
  });

  it('opens with a link of ours only, and does not show the address in it', async () => {
    const flynn = somebody();
    const token = linkOf(flynn).split('/').at(-1) ?? '';
    assert.deepEqual(readPrivacyToken(keys, token), { mailboxId: mailbox.id, address: flynn });
    assert.ok(!Buffer.from(token, 'base64url').toString('latin1').includes('flynn'));
    assert.notEqual(token, linkOf(somebody()).split('/').at(-1));
    for (let at = 0; at < token.length; at += 7) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      assert.equal((await post(`${origin}/r/${changed}`, { say: 'refuse' })).status, 404, changed);
    }
    assert.equal(readPrivacyToken(keysFrom(['another secret of at least thirty-two characters']), token), null);
    assert.deepEqual(readPrivacyToken(keysFrom(['another secret of at least thirty-two characters', 'a secret of at least thirty-two characters']), token)?.address, flynn);
  });

  it('refusing silences mail already sent: stored hits go, their line goes, and later ones are not stored', async () => {
    const flynn = somebody();
    const [alone, both] = [await mail([flynn]), await mail([flynn, somebody()])];
    for (const stamp of [alone, both]) {
      await load(stamp);
      await until(async () => (await views(stamp)).length === 1);
    }
    now = new Date(NOW.getTime() + 3_600_000);
    await post(linkOf(flynn), { say: 'refuse' });
    await settler.settled();
    await until(() => silence.has(alone.id) && silence.has(both.id));
    for (const stamp of [alone, both]) {
      await load(stamp);
      await settler.settled();
      assert.deepEqual([await hits(stamp), await views(stamp), await figures(stamp)], [0, [], 0]);
    }
    const told = await test.database.dataSource.query<{ data: ActivityData }[]>(`select data from activities where kind = 'view' and data::text like '%' || $1 || '%'`, [flynn]);
    assert.deepEqual(told, [], 'a line that was withdrawn says nothing any more');
    for (const stamp of [alone, both]) assert.deepEqual(await leftOf(stamp), { views: 0, times: [] }, 'nor does anything tell when it was, or by which program');
    await agree(flynn);
    const later = await mail([flynn]);
    await load(later);
    await until(async () => (await views(later)).length === 1);
    await load(alone);
    await settler.settled();
    assert.equal(await hits(alone), 0, 'what was silenced stays so');
  });

  it('refused before the mail was known of: what came before is erased when it is recorded', async () => {
    const flynn = somebody();
    await post(linkOf(flynn), { say: 'refuse' });
    const stamp = mintStamp(keys, mailbox.id);
    await load(stamp);
    await settler.settled();
    assert.equal(await hits(stamp), 1);
    await mail([somebody(), flynn], stamp);
    await settler.settled();
    assert.deepEqual([await hits(stamp), await views(stamp)], [0, []]);
    await until(() => silence.has(stamp.id));
  });

  it('shows what is stored for a code mailed to the very address, and takes it away as a file', async () => {
    const flynn = somebody();
    await mail([flynn]);
    const asked = await post(`${linkOf(flynn)}/code`);
    assert.match(asked.text, /Enter the code/);
    assert.deepEqual(notes.map(({ to }) => to.address), [flynn]);
    const code = codeIn(notes[0]);
    assert.ok(!asked.text.includes(code));
    assert.equal((await post(`${linkOf(somebody())}/data`, { code })).status, 403, 'of somebody else');
    const shown = await post(`${linkOf(flynn)}/data`, { code: ` ${code.slice(0, 3)} ${code.slice(3)}` });
    assert.deepEqual([shown.status, /Arcade lease/.test(shown.text)], [200, true]);
    const ticket = /name="ticket" value="([^"]+)"/.exec(shown.text)?.[1] ?? '';
    assert.equal((await post(`${linkOf(flynn)}/data`, { code })).status, 403, 'a code is used once');
    const file = await post(`${linkOf(flynn)}/data`, { ticket, as: 'json' });
    assert.match(file.type, /^application\/json/);
    assert.match(file.text, /"Mails sent to you"/);
    assert.equal((await post(`${linkOf(somebody())}/data`, { ticket })).status, 403);
    now = new Date(NOW.getTime() + 16 * 60_000);
    assert.equal((await post(`${linkOf(flynn)}/data`, { ticket })).status, 403, 'a ticket grows old');
  });

  it('lets few codes be sent, few guessed, and none live long', async () => {
    const flynn = somebody();
    const codes: string[] = [];
    for (let time = 0; time < 3; time++) {
      await post(`${linkOf(flynn)}/code`);
      codes.push(codeIn(notes.at(-1)));
    }
    const fourth = await post(`${linkOf(flynn)}/code`);
    assert.deepEqual([fourth.status, notes.length, /Try again in an hour/.test(fourth.text)], [429, 3, true]);
    const [first = '', , last = ''] = codes;
    if (first !== last) assert.equal((await post(`${linkOf(flynn)}/data`, { code: first })).status, 403, 'only the last counts');
    const wrong = last === '000000' ? '000001' : '000000';
    for (let time = 0; time < 4; time++) assert.equal((await post(`${linkOf(flynn)}/data`, { code: wrong })).status, 403);
    assert.equal((await post(`${linkOf(flynn)}/data`, { code: last })).status, 403, 'guessed too often');

    now = new Date(NOW.getTime() + 61 * 60_000);
    await post(`${linkOf(flynn)}/code`);
    now = new Date(now.getTime() + 15 * 60_000 + 1);
    assert.equal((await post(`${linkOf(flynn)}/data`, { code: codeIn(notes.at(-1)) })).status, 403, 'too old');
  });

  it('erases for whoever has the code and says that they are sure, and a refusal stays', async () => {
    const flynn = somebody();
    await mail([flynn]);
    await post(linkOf(flynn), { say: 'refuse' });
    await post(`${linkOf(flynn)}/code`);
    const shown = await post(`${linkOf(flynn)}/data`, { code: codeIn(notes[0]) });
    const ticket = /name="ticket" value="([^"]+)"/.exec(shown.text)?.[1] ?? '';
    assert.equal((await post(`${linkOf(flynn)}/erase`, { sure: 'yes' })).status, 403);
    assert.match((await post(`${linkOf(flynn)}/erase`, { ticket })).text, /Arcade lease/, 'not sure');
    assert.match((await post(`${linkOf(flynn)}/erase`, { ticket, sure: 'yes' })).text, /was erased/);
    const after = await (await fetch(linkOf(flynn))).text();
    assert.match(after, /You refused to be tracked.*None was so far/s);
  });

  it('is a page anybody can use, in light and dark, on a phone and at a desk, without a script', async () => {
    const browser = await launchBrowser();
    try {
      for (const [colorScheme, width] of [['light', 320], ['dark', 1280]] as const) {
        const flynn = somebody();
        await mail([flynn]);
        const context = await browser.newContext({ viewport: { width, height: 640 }, colorScheme, locale: 'en', acceptDownloads: true });
        const page = await context.newPage();
        const check = async (what: string): Promise<void> => {
          await assertAccessible(page, `${what}, ${colorScheme}`);
          await assertFits(page, `${what}, ${colorScheme}`);
        };
        await page.goto(linkOf(flynn));
        await check('the choice');
        await page.getByRole('button', { name: 'Refuse' }).press('Enter');
        await page.getByRole('status').waitFor();
        await check('a refusal');
        await page.getByRole('button', { name: 'Agree' }).press('Enter');
        await page.getByLabel('Code').fill(codeIn(notes.at(-1)).split('').reverse().join('').replace(/^./, (digit) => (digit === '9' ? '8' : '9')));
        await check('agreeing');
        await page.getByRole('button', { name: 'Agree' }).press('Enter');
        await page.getByRole('alert').waitFor();
        await check('a wrong code');
        await page.getByLabel('Code').fill(codeIn(notes.at(-1)));
        await page.getByLabel('Code').press('Enter');
        await page.getByText('You agreed to be tracked on').waitFor();
        await check('agreed');
        await page.getByRole('button', { name: 'Send the code' }).press('Enter');
        await page.getByLabel('Code').fill('12');
        await check('the code');
        await page.getByLabel('Code').fill(codeIn(notes.at(-1)));
        await page.getByLabel('Code').press('Enter');
        await page.getByRole('heading', { name: 'What is stored about you' }).waitFor();
        await check('the data');
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /Save as a file/ }).press('Enter')]);
        assert.equal(download.suggestedFilename(), 'stored-about-me.json');
        await page.getByLabel('Yes, erase everything').press('Space');
        await page.getByRole('button', { name: 'Erase' }).press('Enter');
        await page.getByText('was erased').waitFor();
        await check('the end');
        await page.goto(`${origin}/r/${'A'.repeat(60)}`);
        await check('no link of ours');
        await context.close();
      }
    } finally {
      await browser.close();
    }
  });

  it('is one in every language, which is chosen by keyboard', async () => {
    const browser = await launchBrowser();
    try {
      const context = await browser.newContext({ viewport: { width: 320, height: 640 }, locale: 'en' });
      const page = await context.newPage();
      await page.goto(linkOf(somebody()));
      for (const words of LANGUAGES) {
        await page.getByRole('link', { name: words.name }).press('Enter');
        await page.getByRole('heading', { name: words.choice.title }).waitFor();
        assert.equal(await page.locator('html').getAttribute('lang'), words.lang);
        await assertAccessible(page, words.name);
        await assertFits(page, words.name);
      }
      await page.getByRole('button', { name: nl.choice.refuse, exact: true }).press('Enter');
      await page.getByText(nl.choice.nowRefused).waitFor();
      await page.getByRole('button', { name: nl.code.send }).press('Enter');
      await page.getByRole('heading', { name: nl.code.title }).waitFor();
      await context.close();
    } finally {
      await browser.close();
    }
  });

  async function mail(to: readonly string[], stamp = mintStamp(keys, mailbox.id)): Promise<Stamp> {
    await test.database.dataSource.transaction((tx) =>
      recordMessage(tx, {
        mailboxId: mailbox.id,
        id: randomUUID(),
        stampId: stamp.id,
        stampAmbiguous: false,
        itemId: randomUUID(),
        conversationId: null,
        subject: 'Arcade lease',
        source: 'written',
        sentAt: NOW,
        recipients: to.map((address) => ({ kind: 'to', address, name: '' })),
        internetMessageIds: [`<${randomUUID()}@contoso.example>`],
      }),
    );
    return stamp;
  }

  async function load({ text }: Stamp): Promise<void> {
    const response = await fetch(`${origin}/o/${text}.gif`, { headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Thunderbird/128' } });
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'image/gif']);
    await response.arrayBuffer();
  }

  async function hits({ id }: Stamp): Promise<number> {
    const [row] = await test.database.dataSource.query<{ n: number }[]>('select count(*)::int as n from hits where stamp_id = $1', [id]);
    return row?.n ?? -1;
  }

  async function figures({ id }: Stamp): Promise<number> {
    const [row] = await test.database.dataSource.query<{ views: number }[]>('select views from stamp_figures where stamp_id = $1', [id]);
    return row?.views ?? 0;
  }

  /** What stays of its views when they were erased. */
  async function leftOf({ id }: Stamp): Promise<{ views: number; times: unknown[] }> {
    const { dataSource } = test.database;
    const [row] = await dataSource.query<{ n: number }[]>('select count(*)::int as n from views where stamp_id = $1', [id]);
    const lines = await dataSource.query<{ at: Date }[]>(
      `select activities.at from activities join messages message on message.mailbox_id = activities.mailbox_id and message.id = activities.message_id
       where message.stamp_id = $1 and kind = 'view' and activities.at < $2`,
      [id, now],
    );
    return { views: row?.n ?? -1, times: lines };
  }

  /** Lines of the feed that tell of views of the mail with this stamp, the withdrawn ones not. */
  async function views({ id }: Stamp): Promise<ActivityData[]> {
    const rows = await test.database.dataSource.query<{ data: ActivityData }[]>(
      `select data from activities join messages message on message.mailbox_id = activities.mailbox_id and message.id = activities.message_id
       where message.stamp_id = $1 and kind = 'view' and not data ? 'withdrawn'`,
      [id],
    );
    return rows.map(({ data }) => data);
  }
});
