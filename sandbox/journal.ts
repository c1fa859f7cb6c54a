// Keeps the sandbox's state through a SIGKILL. Every change is one JSON line, handed to the operating system
// (writeSync) before the caller is answered; memory holds the state, the file only rebuilds it. There is no fsync: a
// killed process loses nothing, a power cut may lose the last seconds, which a sandbox can bear.
//
// At start the lines are replayed in order; a last line torn by the kill is dropped. Then the file is rewritten from
// the state it led to, under another name, and renamed into place, so that it never grows with its history.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export class JournalError extends Error {
  readonly code = 'SANDBOX_JOURNAL_DAMAGED';
  constructor(
    readonly path: string,
    readonly line: number,
    cause: unknown,
  ) {
    super(`Line ${line} of ${path} is damaged. Remove the file to start with empty mailboxes.`, { cause });
  }
}

/** Lines gathered before one write while compacting, in characters. */
const COMPACTION_CHUNK = 1 << 20;

export class Journal<E> {
  readonly #file: number;

  private constructor(file: number) {
    this.#file = file;
  }

  /**
   * Replays `path` into `apply`, compacts it to what `snapshot` yields afterwards, and opens it for appending.
   * @throws JournalError when a line other than the last cannot be read.
   */
  static open<E>(path: string, apply: (event: E) => void, snapshot: () => Iterable<E>): Journal<E> {
    mkdirSync(dirname(path), { recursive: true });
    for (const [number, line] of readLines(path)) {
      let event: E;
      try {
        // eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- a journal reads only what it wrote
        event = JSON.parse(line);
      } catch (cause) {
        if (number === 'last') continue;
        throw new JournalError(path, number, cause);
      }
      apply(event);
    }
    const fresh = `${path}.new`;
    const file = openSync(fresh, 'w', 0o600);
    let chunk = '';
    for (const event of snapshot()) {
      chunk += `${JSON.stringify(event)}\n`;
      if (chunk.length > COMPACTION_CHUNK) {
        writeAll(file, chunk);
        chunk = '';
      }
    }
    writeAll(file, chunk);
    closeSync(file);
    renameSync(fresh, path);
    return new Journal<E>(openSync(path, 'a', 0o600));
  }

  /** Returns when the event would survive a SIGKILL. */
  append(event: E): void {
    writeAll(this.#file, `${JSON.stringify(event)}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The lines with their numbers; the last carries no line end only when it was torn. */
function* readLines(path: string): Generator<[number | 'last', string]> {
  if (!existsSync(path)) return;
  const lines = readFileSync(path, 'utf8').split('\n');
  for (const [index, line] of lines.entries()) {
    if (line !== '') yield [index === lines.length - 1 ? 'last' : index + 1, line];
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
