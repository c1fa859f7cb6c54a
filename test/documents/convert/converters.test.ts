import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { converterChoice } from '../../../connector/documents/convert/index.js';
import { ConversionProblem, type Converter } from '../../../connector/documents/convert/converters/converter.js';
import { serverConverter } from '../../../connector/documents/convert/converters/server.js';
import { sofficeConverter } from '../../../connector/documents/convert/converters/soffice.js';
import { wasmConverter } from '../../../connector/documents/convert/converters/wasm.js';

const nobody = { folder: '/nowhere', isThere: () => Promise.resolve(false) };

describe('converters', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'readback-converters-'));
    await writeFile(join(folder, 'document.docx'), 'a document');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const convert = async (converter: Converter): Promise<string> => {
    const output = join(folder, 'pages.pdf');
    try {
      await converter.convert({ input: join(folder, 'document.docx'), format: 'docx', folder, output, signal: new AbortController().signal });
      return await readFile(output, 'utf8');
    } catch (error) {
      if (error instanceof ConversionProblem) return error.fault;
      throw error;
    }
  };
  const program = async (name: string, source: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, source, { mode: 0o755 });
    return path;
  };

  it('are chosen: a server before LibreOffice, and that before WebAssembly', async () => {
    const soffice = await program('soffice', '#!/bin/sh\n');
    const there = { folder, isThere: () => Promise.resolve(true) };
    assert.equal((await converterChoice({ converterUrl: 'http://localhost:1', sofficePath: soffice }, there).choose())?.kind, 'server');
    assert.equal((await converterChoice({ converterUrl: undefined, sofficePath: soffice }, there).choose())?.kind, 'soffice');
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      assert.equal((await converterChoice({ converterUrl: undefined, sofficePath: undefined }, nobody).choose())?.kind, 'soffice', 'on PATH');
      process.env['PATH'] = '/nowhere';
      assert.equal((await converterChoice({ converterUrl: undefined, sofficePath: undefined }, there).choose())?.kind, 'wasm');
      assert.equal(await converterChoice({ converterUrl: undefined, sofficePath: undefined }, nobody).choose(), null);
    } finally {
      process.env['PATH'] = path;
    }
  });

  describe('LibreOffice of this machine', () => {
    /** Does what LibreOffice does with these arguments: the last is the file, that after --outdir the folder. */
    const soffice = (body: string): Promise<string> =>
      program('soffice', `#!${process.execPath}\nconst { readFileSync, writeFileSync, mkdirSync } = require('node:fs');\nconst args = process.argv.slice(2); const out = args[args.indexOf('--outdir') + 1]; const profile = new URL(args[0].split('=')[1]).pathname;\n${body}`);

    it('gets a profile of its own in which nothing runs and nothing is fetched', async () => {
      const path = await soffice(`mkdirSync(out); writeFileSync(out + '/document.pdf', readFileSync(profile + '/user/registrymodifications.xcu'));`);
      const settings = await convert(sofficeConverter(path));
      for (const setting of ['DisableMacrosExecution', 'BlockUntrustedRefererLinks']) assert.match(settings, new RegExp(`${setting}" oor:op="fuse"><value>true<`));
      assert.match(settings, /MacroSecurityLevel" oor:op="fuse"><value>3</);
    });

    it('that makes nothing refuses the file; that breaks down, hangs or grows is told apart', async () => {
      const bounds = { deadline_ms: 20_000, memory_bytes: 4e9 };
      assert.equal(await convert(sofficeConverter(await soffice(''), bounds)), 'refused');
      assert.equal(await convert(sofficeConverter(await soffice('process.exit(77)'), bounds)), 'crashed');
      assert.equal(await convert(sofficeConverter(await soffice('setInterval(() => undefined, 1000)'), { ...bounds, deadline_ms: 500 })), 'slow');
      if (process.platform === 'linux') assert.equal(await convert(sofficeConverter(await soffice('const all = []; setInterval(() => all.push(Buffer.alloc(20e6, 1)), 20)'), { ...bounds, memory_bytes: 3e8 })), 'memory');
    });
  });

  describe('LibreOffice as WebAssembly', () => {
    const done = `console.log(JSON.stringify({ is: 'started' })); require('node:fs').writeFileSync(JSON.parse(process.argv[2]).output, 'a PDF'); console.log(JSON.stringify({ is: 'done' }));`;

    it('that hangs at its start is begun anew', async () => {
      const mark = join(folder, 'hung');
      const process = await program('wasm.cjs', `const { existsSync, writeFileSync } = require('node:fs'); if (!existsSync('${mark}')) { writeFileSync('${mark}', ''); setInterval(() => undefined, 1000); } else { ${done} }`);
      assert.equal(await convert(wasmConverter(folder, { process, start_ms: 2_000 })), 'a PDF');
    });

    it('that always hangs is given up; what it refuses, and where it breaks down, is told apart', async () => {
      assert.equal(await convert(wasmConverter(folder, { process: await program('a.cjs', 'setInterval(() => undefined, 1000)'), start_ms: 300, starts: 2 })), 'crashed');
      assert.equal(await convert(wasmConverter(folder, { process: await program('b.cjs', `console.log(JSON.stringify({ is: 'refused', says: 'no' }))`) })), 'refused');
      assert.equal(await convert(wasmConverter(folder, { process: await program('c.cjs', `console.log(JSON.stringify({ is: 'started' })); process.exit(1)`) })), 'crashed');
    });
  });

  describe('a server', () => {
    let server: Server;
    let answer: (request: IncomingMessage, response: ServerResponse) => void;
    let url = '';
    before(async () => {
      server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });
    const answering = (status: number, body = ''): void => {
      answer = (request, response) => void request.resume().on('end', () => response.writeHead(status).end(body));
    };

    it('is sent the file as a form, and gives the PDF', async () => {
      let seen = '';
      answer = (request, response) => {
        void buffer(request).then((body) => {
          seen = `${request.method} ${request.url} ${request.headers['content-length'] === String(body.length)} ${body.toString('latin1')}`;
          response.writeHead(200, { 'content-type': 'application/pdf' }).end('a PDF');
        });
      };
      assert.equal(await convert(serverConverter(url)), 'a PDF');
      assert.match(seen, /^POST \/forms\/libreoffice\/convert true --/);
      assert.match(seen, /name="files"; filename="document\.docx"\r\n[^]*\r\n\r\na document\r\n--readback-[0-9a-f-]+--\r\n$/);
    });

    it('that refuses, is overloaded, is slow or away is told apart', async () => {
      answering(400, 'no such file');
      assert.equal(await convert(serverConverter(url)), 'refused');
      answering(503);
      assert.equal(await convert(serverConverter(url)), 'away');
      answer = () => undefined;
      assert.equal(await convert(serverConverter(url, 200)), 'slow');
      assert.equal(await convert(serverConverter('http://127.0.0.1:9')), 'away');
    });
  });
});
