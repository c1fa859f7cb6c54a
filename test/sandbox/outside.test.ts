/** The outside people by their JSON addresses and their mail window, in a real browser, with real mail. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { createTransport } from 'nodemailer';
import type { Browser, Page } from 'playwright-core';
import { SMTPServer } from 'smtp-server';
import { z } from 'zod';
import { launchBrowser } from '../browser.js';
import { startSandbox, type RunningSandbox } from '../sandbox-run.js';

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const FLYNN = 'flynn@flynnsarcade.com';
const KEVIN = 'kevinf@flynnsarcade.com';

const personSchema = z.object({ address: z.string(), name: z.string(), unread: z.number(), total: z.number(), outOfOffice: z.object({ on: z.boolean(), text: z.string() }) });
const mailSchema = z.object({ id: z.string(), folder: z.enum(['inbox', 'sent']), read: z.boolean(), subject: z.string(), messageId: z.string().nullable(), from: z.object({ name: z.string(), address: z.string() }).nullable() });
const openedSchema = mailSchema.extend({ headers: z.array(z.object({ name: z.string(), value: z.string() })), html: z.string().nullable(), text: z.string(), mime: z.string(), images: z.array(z.object({ url: z.string(), proxied: z.string() })) });
const graphMessages = z.object({ value: z.array(z.object({ subject: z.string(), internetMessageId: z.string(), from: z.object({ emailAddress: z.object({ address: z.string() }) }), internetMessageHeaders: z.array(z.object({ name: z.string(), value: z.string() })).optional() })) });

/** Waits until `look` gives something, and gives that. */
async function until<T>(look: () => Promise<T | undefined> | T | undefined, what: string): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

describe('the outside people', () => {
  let sandbox: RunningSandbox;
  let web: Server;
  let hits: IncomingMessage[] = [];
  let webOrigin: string;
  let relay: SMTPServer;
  const relayed: string[] = [];

  before(async () => {
    web = createServer((request, response) => {
      hits.push(request);
      if (request.url === '/moved.gif') response.writeHead(302, { location: '/final.gif' }).end();
      else if (request.url === '/page') response.setHeader('content-type', 'text/html').end('<script>1</script>');
      else response.setHeader('content-type', 'image/gif').end(GIF);
    }).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const address = web.address();
    webOrigin = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
    relay = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData(stream, session, done) {
        relayed.push(...session.envelope.rcptTo.map((recipient) => recipient.address));
        stream.resume().once('end', done);
      },
    });
    const listening = relay.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const relayAddress = listening.address();
    const relayPort = typeof relayAddress === 'object' && relayAddress !== null ? relayAddress.port : 0;
    sandbox = await startSandbox({ READBACK_URL: 'http://localhost:3000/app', SANDBOX_RELAY: `smtp://127.0.0.1:${relayPort}` });
  });
  after(async () => {
    await sandbox.stop();
    web.close();
    await new Promise<void>((resolve) => relay.close(resolve));
  });
  beforeEach(() => {
    hits = [];
  });

  const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> => {
    const options = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${sandbox.ready.mailWindowUrl}people${path}`, { method, ...options });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
  };
  const messagesOf = async (person: string): Promise<z.infer<typeof mailSchema>[]> => z.array(mailSchema).catch([]).parse((await call('GET', `/${person}/messages`)).json);
  const received = (person: string, subject: string): Promise<z.infer<typeof mailSchema>> =>
    until(async () => (await messagesOf(person)).find((message) => message.folder === 'inbox' && message.subject === subject), `“${subject}” at ${person}`);

  /** Mail of the rep’s own mail program. */
  const send = async (subject: string, to: string, html: string, fields: { cc?: string; headers?: Record<string, string> } = {}): Promise<string> => {
    const transport = createTransport({ host: '127.0.0.1', port: sandbox.ready.smtpPort, ignoreTLS: true, auth: { user: 'rep@contoso.example', pass: 'sandbox' } });
    const sent = await transport.sendMail({ from: 'Riley Carter <rep@contoso.example>', to, subject, html, text: 'plain', ...fields });
    transport.close();
    return sent.messageId;
  };

  let bearer: string | undefined;
  const repReceived = async (subject: string): Promise<z.infer<typeof graphMessages>['value'][number]> => {
    const form = { client_id: sandbox.ready.clientId, client_secret: sandbox.ready.clientSecret, grant_type: 'client_credentials', scope: `${sandbox.ready.graphBaseUrl}/.default` };
    const token = async (): Promise<string> =>
      z.object({ access_token: z.string() }).parse((await sandbox.secure(`${sandbox.ready.authorityHost}/${sandbox.ready.tenantId}/oauth2/v2.0/token`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(form).toString() })).json()).access_token;
    bearer ??= await token();
    const address = `${sandbox.ready.graphBaseUrl}/v1.0/users/rep@contoso.example/mailFolders/inbox/messages?$top=50&$select=subject,from,internetMessageId,internetMessageHeaders`;
    return until(async () => {
      const answer = await sandbox.secure(address, { headers: { authorization: `Bearer ${bearer ?? ''}` } });
      assert.equal(answer.status, 200, answer.text);
      return graphMessages.parse(answer.json()).value.find((message) => message.subject === subject);
    }, `“${subject}” in the rep’s inbox`);
  };
  const headerOf = (message: Awaited<ReturnType<typeof repReceived>>, name: string): string | undefined => message.internetMessageHeaders?.find((field) => field.name.toLowerCase() === name)?.value;

  it('are there from the start, and appear with their first mail', async () => {
    const people = z.array(personSchema).parse((await call('GET', '')).json);
    assert.deepEqual(people.slice(0, 3).map(({ address, name }) => [address, name]), [[FLYNN, 'Flynn'], [KEVIN, 'Kevin Flynn'], ['alan@encom.com', 'Alan Bradley']]);
    assert.equal((await call('GET', '/sam@encom.com/messages')).status, 404);
    await send('Hello Sam', '"Sam Flynn" <Sam@encom.com>', '<p>Hi</p>');
    await received('sam@encom.com', 'Hello Sam');
    const sam = personSchema.parse((await call('GET', '/SAM@encom.com')).json);
    assert.deepEqual([sam.name, sam.unread], ['Sam Flynn', 1]);
    await until(() => relayed.includes('Sam@encom.com') || relayed.includes('sam@encom.com') || undefined, 'the relayed copy');
  });

  it('answer from another address through SMTP, with what proves it', async () => {
    const messageId = await send('Lease one', FLYNN, `<p>Hi</p><img src="${webOrigin}/o/1.gif">`);
    const { id } = await received(FLYNN, 'Lease one');
    const opened = openedSchema.parse((await call('GET', `/${FLYNN}/messages/${id}`)).json);
    assert.equal(opened.messageId, messageId);
    assert.ok(opened.headers.some(({ name }) => name === 'Received'));
    assert.ok(opened.mime.includes('Subject: Lease one'));
    assert.deepEqual(opened.images.map(({ url }) => url), [`${webOrigin}/o/1.gif`]);
    assert.equal(hits.length, 0, 'reading about a mail loads nothing');

    const reply = await call('POST', `/${FLYNN}/messages/${id}/reply`, { from: KEVIN, body: 'Yes' });
    assert.equal(reply.status, 201);
    const arrived = await repReceived('Re: Lease one');
    assert.deepEqual([arrived.from.emailAddress.address, headerOf(arrived, 'in-reply-to'), headerOf(arrived, 'references')], [KEVIN, messageId, messageId]);
    assert.ok((await messagesOf(FLYNN)).some(({ folder, from }) => folder === 'sent' && from?.address === KEVIN));
  });

  it('answer all, forward, and write anew', async () => {
    const messageId = await send('Lease two', FLYNN, '<p>Hi</p>', { cc: 'alan@encom.com' });
    const { id } = await received('alan@encom.com', 'Lease two');
    const reply = await call('POST', `/alan@encom.com/messages/${id}/reply`, { all: true, body: 'From Alan' });
    assert.deepEqual(z.object({ to: z.array(z.string()), cc: z.array(z.string()) }).parse(reply.json), { to: ['rep@contoso.example', FLYNN], cc: [] });
    assert.equal(headerOf(await repReceived('Re: Lease two'), 'in-reply-to'), messageId);
    await received(FLYNN, 'Re: Lease two');

    await call('POST', `/alan@encom.com/messages/${id}/forward`, { to: KEVIN, body: 'See below' });
    await received(KEVIN, 'Fw: Lease two');
    await call('POST', `/${KEVIN}/messages`, { to: ['rep@contoso.example'], subject: 'Anew', body: 'Hello' });
    assert.equal(headerOf(await repReceived('Anew'), 'in-reply-to'), undefined);
  });

  it('refuse what makes no sense, with a code', async () => {
    const { id } = await received(FLYNN, 'Lease one');
    const refused = async (method: string, path: string, body: unknown, status: number, code: string): Promise<void> => {
      const answer = await call(method, path, body);
      assert.deepEqual([answer.status, z.object({ error: z.object({ code: z.string() }) }).parse(answer.json).error.code], [status, code]);
    };
    await refused('POST', `/${FLYNN}/messages/${id}/reply`, { from: 'rep@contoso.example', body: 'x' }, 409, 'ADDRESS_OF_TENANT');
    await refused('POST', `/${FLYNN}/messages/${id}/reply`, { from: 'nobody', body: 'x' }, 400, 'INPUT_INVALID');
    await refused('POST', `/${FLYNN}/messages/none/reply`, { body: 'x' }, 404, 'MESSAGE_UNKNOWN');
    await refused('POST', '/nobody@encom.com/messages', { to: 'rep@contoso.example' }, 404, 'PERSON_UNKNOWN');
    await refused('POST', `/${FLYNN}/messages`, { to: 'nobody@contoso.example' }, 502, 'MAIL_REFUSED');
    const form = await fetch(`${sandbox.ready.mailWindowUrl}people`, { method: 'POST', body: new URLSearchParams({ address: 'a@b.example' }) });
    assert.equal(form.status, 400);
  });

  it('answer automatically once while they are out of office', async () => {
    const put = await call('PUT', `/${KEVIN}/out-of-office`, { on: true, text: 'Back on Monday.' });
    assert.deepEqual(put.json, { on: true, text: 'Back on Monday.' });
    const messageId = await send('Lease three', KEVIN, '<p>Hi</p>', { headers: { 'List-Unsubscribe': '<https://x.example/u>' } });
    const answer = await repReceived('Automatic reply: Lease three');
    assert.deepEqual(
      ['auto-submitted', 'in-reply-to', 'references', 'precedence', 'return-path'].map((name) => headerOf(answer, name)),
      ['auto-replied', messageId, messageId, 'bulk', '<>'],
    );
    await send('Lease four', KEVIN, '<p>Hi</p>');
    await received(KEVIN, 'Lease four');
    const sent = (await messagesOf(KEVIN)).filter(({ folder, subject }) => folder === 'sent' && subject.startsWith('Automatic reply'));
    assert.equal(sent.length, 1);
    await call('PUT', `/${KEVIN}/out-of-office`, { on: false });
  });

  it('load the images of a mail from their own address, without a browser', async () => {
    await send('Pictures', 'alan@encom.com', `<img src="${webOrigin}/o/2.gif"><img src="${webOrigin}/moved.gif">`);
    const { id } = await received('alan@encom.com', 'Pictures');
    const opened = await call('POST', `/alan@encom.com/messages/${id}/open`);
    assert.deepEqual(z.object({ images: z.array(z.object({ status: z.number(), bytes: z.number() })) }).parse(opened.json).images.map(({ status, bytes }) => [status, bytes]), [[200, GIF.length], [200, GIF.length]]);
    assert.deepEqual(hits.map(({ url }) => url).sort(), ['/final.gif', '/moved.gif', '/o/2.gif']);
    assert.ok(hits.every(({ headers }) => headers['x-forwarded-for'] === '203.0.113.3' && headers.cookie === undefined && (headers['user-agent'] ?? '').includes('Safari')));
    assert.equal((await messagesOf('alan@encom.com')).find((message) => message.id === id)?.read, true);
  });

  it('let nobody else use their image proxy', async () => {
    const proxy = (query: Record<string, string>): Promise<Response> => fetch(`${sandbox.ready.mailWindowUrl}image?${new URLSearchParams(query).toString()}`);
    assert.equal((await proxy({ person: FLYNN, url: `${webOrigin}/o/3.gif`, key: 'x' })).status, 403);
    assert.equal((await proxy({ person: FLYNN, url: 'file:///etc/passwd', key: 'x' })).status, 403);
    assert.equal(hits.length, 0);
    await send('A page', FLYNN, `<img src="${webOrigin}/page">`);
    const { id } = await received(FLYNN, 'A page');
    const [image] = openedSchema.parse((await call('GET', `/${FLYNN}/messages/${id}`)).json).images;
    assert.equal((await fetch(new URL(image?.proxied ?? '', sandbox.ready.mailWindowUrl))).status, 415, 'no pages, only pictures');
  });

  it('keep their mail when the sandbox is killed', async () => {
    const first = await startSandbox();
    const transport = createTransport({ host: '127.0.0.1', port: first.ready.smtpPort, ignoreTLS: true });
    await transport.sendMail({ from: 'x@encom.com', to: 'new@encom.com', subject: 'Kept', text: 'x' });
    await fetch(`${first.ready.mailWindowUrl}people/new@encom.com/out-of-office`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"on":true,"text":"Gone"}' });
    first.process.kill('SIGKILL');
    await once(first.process, 'exit');
    const second = await startSandbox({ DATA_DIR: first.dataDir });
    try {
      const person = personSchema.parse(await (await fetch(`${second.ready.mailWindowUrl}people/new@encom.com`)).json());
      assert.deepEqual([person.unread, person.outOfOffice], [1, { on: true, text: 'Gone' }]);
    } finally {
      await second.stop();
      await first.stop();
    }
  });

  describe('in their mail window', () => {
    let browser: Browser;
    let page: Page;
    let problems: string[];
    before(async () => {
      browser = await launchBrowser();
    });
    after(() => browser.close());
    beforeEach(async () => {
      problems = [];
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      // A rep signed in on the same machine: cookies ignore ports.
      await context.addCookies([{ name: 'readback-device', value: 'rep', domain: 'localhost', path: '/' }]);
      page = await context.newPage();
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
    });
    afterEach(async () => {
      await page.context().close();
      assert.deepEqual(problems, []);
    });

    const show = async (path = ''): Promise<void> => {
      await page.goto(`${sandbox.ready.mailWindowUrl}${path}`);
      await page.waitForSelector('html[data-ready]');
    };
    const axeFinds = async (): Promise<string[]> => {
      const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      await page.evaluate(source);
      const found: unknown = await page.evaluate("axe.run(document, { iframes: false }).then(({ violations }) => violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html).join(' ')))");
      return z.array(z.string()).parse(found);
    };

    it('a mail appears without reloading, shows its picture as the person would load it, once, and is answered from another address', async () => {
      await show(`#/${encodeURIComponent(FLYNN)}`);
      const messageId = await send('In the window', FLYNN, `<p id="x">Hello Flynn</p><img src="${webOrigin}/o/4.gif" onerror="alert(1)"><script>document.title = 'ran'</script>`);
      await page.getByRole('link', { name: /In the window/ }).waitFor();
      assert.equal(hits.length, 0, 'nothing is loaded before the message is opened');

      await page.getByRole('link', { name: /In the window/ }).click();
      const frame = page.frameLocator('iframe');
      await frame.getByText('Hello Flynn').waitFor();
      await until(() => hits[0], 'the picture');
      await until(async () => (await frame.locator('img').boundingBox())?.width === 1 || undefined, 'the picture to be shown');
      assert.deepEqual(hits.map(({ url, headers }) => [url, headers['x-forwarded-for'], headers.cookie]), [['/o/4.gif', '203.0.113.1', undefined]]);

      assert.match(await page.getByRole('article').innerText(), /To: \S+\s+Show images/, 'nothing stands between the addresses and the text');

      await page.getByRole('button', { name: 'Reply from another address' }).click();
      assert.equal(await page.getByLabel('From', { exact: true }).inputValue(), KEVIN);
      await page.getByRole('textbox', { name: 'Message' }).fill('Friday works');
      await page.keyboard.press('Control+Enter');
      await page.getByText(`Sent to rep@contoso.example from ${KEVIN}.`).waitFor();
      const arrived = await repReceived('Re: In the window');
      assert.deepEqual([arrived.from.emailAddress.address, headerOf(arrived, 'in-reply-to')], [KEVIN, messageId]);
      assert.equal(hits.length, 1, 'answering loads nothing again');
    });

    it('loads no pictures when asked not to', async () => {
      await send('No pictures', FLYNN, '<p>Text</p>');
      await send('With pictures', FLYNN, `<p>Picture here</p><img src="${webOrigin}/o/5.gif">`);
      await received(FLYNN, 'With pictures');
      await show(`#/${encodeURIComponent(FLYNN)}`);
      await page.getByRole('link', { name: /No pictures/ }).click();
      await page.getByLabel('Show images').uncheck();
      await page.getByRole('link', { name: /With pictures/ }).click();
      await page.frameLocator('iframe').getByText('Picture here').waitFor();
      assert.equal(hits.length, 0);
      await page.getByLabel('Show images').check();
      await until(() => hits[0], 'the picture');
    });

    it('takes a new address, refuses one of the organisation, and switches out of office', async () => {
      await show();
      const field = page.getByLabel('New address');
      await field.fill('rep@contoso.example');
      await field.press('Enter');
      await page.getByText('belongs to the organisation').waitFor();
      assert.deepEqual(problems.splice(0).length, 1, 'the browser itself notes the refusal');
      await field.fill('dillinger@encom.com');
      await field.press('Enter');
      await page.getByRole('heading', { name: 'dillinger' }).waitFor();
      await page.getByRole('switch', { name: 'Out of office' }).click();
      await page.getByRole('textbox', { name: 'Automatic answer' }).waitFor();
      assert.equal(personSchema.parse((await call('GET', '/dillinger@encom.com')).json).outOfOffice.on, true);
    });

    for (const [name, options] of [
      ['light', { colorScheme: 'light' }],
      ['dark', { colorScheme: 'dark' }],
    ] as const) {
      it(`is accessible in the ${name} theme, and fits a phone`, async () => {
        await send(`In the ${name} theme`, FLYNN, '<p>Hi</p>');
        const { id } = await received(FLYNN, `In the ${name} theme`);
        await page.emulateMedia(options);
        await show(`#/${encodeURIComponent(FLYNN)}/${id}`);
        await page.getByRole('button', { name: 'Reply from another address' }).click();
        await page.getByText(/^Reads with: /).click();
        await page.getByText(/Nothing was asked for yet|because of this message/).click();
        assert.deepEqual(await axeFinds(), []);
        await page.setViewportSize({ width: 390, height: 844 });
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
        assert.deepEqual(await axeFinds(), []);
        await page.getByRole('button', { name: 'Back to messages' }).click();
        await page.getByRole('button', { name: 'Back to people' }).click();
        await page.getByRole('link', { name: /Alan Bradley/ }).click();
        await page.getByRole('heading', { name: 'Alan Bradley' }).waitFor();
        assert.deepEqual(await axeFinds(), []);
        const query = new URLSearchParams({ client_id: sandbox.ready.clientId, redirect_uri: 'http://localhost:3000/cb', response_type: 'code', scope: 'openid' });
        await page.goto(`${sandbox.ready.mailWindowUrl}${sandbox.ready.tenantId}/oauth2/v2.0/authorize?${query.toString()}`);
        await page.getByRole('button', { name: /Riley Carter/ }).waitFor();
        assert.deepEqual(await axeFinds(), []);
      });
    }
  });
});
