/** A Gotenberg server (CONVERTER_URL): LibreOffice on another machine, asked by `POST /forms/libreoffice/convert`. */
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '../../../errors.js';
import { ConversionProblem, CONVERSION_MS, type Converted, type ConversionJob, type Converter } from './converter.js';

const PATH = '/forms/libreoffice/convert';
/** A PDF is seldom larger than the file it was made of; pictures that were packed may be. */
const LARGEST_PDF_BYTES = 2 * 1024 ** 3;
const KEPT_ANSWER_CHARACTERS = 300;

export function serverConverter(url: string, deadline_ms: number = CONVERSION_MS): Converter {
  return { kind: 'server', convert: (job) => convert(url, deadline_ms, job) };
}

async function convert(url: string, deadline_ms: number, { input, format, output, signal }: ConversionJob): Promise<Converted> {
  const startedAt = performance.now();
  const deadline = AbortSignal.timeout(deadline_ms);
  try {
    const answer = await post(`${url}${PATH}`, input, format, AbortSignal.any([signal, deadline]));
    if (answer.status >= 500 || answer.status === 429) throw new ConversionProblem('away', `the server answered ${answer.status}`);
    if (!answer.ok || answer.body === null) {
      const text = (await answer.text()).slice(0, KEPT_ANSWER_CHARACTERS);
      throw new ConversionProblem('refused', `the server answered ${answer.status}: ${text}`);
    }
    await pipeline(Readable.fromWeb(answer.body), atMost(LARGEST_PDF_BYTES), createWriteStream(output));
    return { took_ms: performance.now() - startedAt, peak_bytes: 0 };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ConversionProblem) throw error;
    if (deadline.aborted) throw new ConversionProblem('slow', '', { cause: error });
    throw new ConversionProblem('away', messageOf(error), { cause: error });
  }
}

/** As a form, from the disk: the file is never whole in memory. */
async function post(address: string, input: string, format: string, signal: AbortSignal): Promise<Response> {
  const boundary = `readback-${randomUUID()}`;
  const head = Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="document.${format}"\r\nContent-Type: application/octet-stream\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const { size } = await stat(input);
  async function* body(): AsyncGenerator<Uint8Array> {
    yield head;
    for await (const chunk of createReadStream(input)) yield chunk;
    yield tail;
  }
  return fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}`, 'Content-Length': String(head.length + size + tail.length) },
    body: Readable.toWeb(Readable.from(body())),
    duplex: 'half',
    redirect: 'error',
    signal,
  });
}

function atMost(bytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      done(seen > bytes ? new ConversionProblem('memory', 'the PDF is too large') : null, chunk);
    },
  });
}
