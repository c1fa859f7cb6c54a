/**
 * Loads pixels as fast as they are answered, or at a pace, over keep-alive connections, in a process
 * of its own: `node load.js OPTIONS`. Written on bare sockets with requests made ahead, so that it
 * takes less of the machine than what it measures; it tells what it took.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { loadOptionsSchema, type LoadOptions, type LoadResult } from './load-options.js';

const HEAD_END = Buffer.from('\r\n\r\n');
const RECONNECT_AFTER_MS = 50;
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/4.0 (compatible; ms-office; MSOffice 16)',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)',
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
];

const options: LoadOptions = loadOptionsSchema.parse(JSON.parse(process.argv[2] ?? ''));
const stamps = readFileSync(options.stampsPath, 'utf8').trim().split('\n');
const ready = options.numbered ? [] : stamps.map((stamp, index) => requestOf(stamp, index, AGENTS[index % AGENTS.length] ?? ''));
const latencies = new Float32Array(4_000_000);
const answeredNumbers: number[] = [];
let answered = 0;
let failed = 0;
let wrong = 0;
let sent = 0;
let counting = false;
let ending = false;

function requestOf(stamp: string, index: number, agent: string): Buffer {
  // Every recipient somewhere else: 4,096 networks.
  const address = `100.${64 + ((index >> 8) & 15)}.${index & 255}.${1 + ((index >> 12) % 250)}`;
  return Buffer.from(`GET /o/${stamp}.gif HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ${agent}\r\nAccept: image/avif,image/webp,*/*\r\nX-Forwarded-For: ${address}\r\nConnection: keep-alive\r\n\r\n`);
}

class Connection {
  private socket: Socket | null = null;
  private began_ms = 0;
  private number = 0;
  private got = 0;
  private expected = 0;
  private due_ms = performance.now();

  constructor(private readonly every_ms: number) {
    this.open();
  }

  end(): void {
    this.socket?.destroy();
  }

  private open(): void {
    if (ending) return;
    const socket = connect({ host: '127.0.0.1', port: options.port, noDelay: true });
    this.socket = socket;
    this.got = 0;
    socket.on('connect', () => this.send());
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (ending) return;
      failed += 1;
      setTimeout(() => this.open(), RECONNECT_AFTER_MS);
    });
  }

  private send(): void {
    if (ending || this.socket?.writable !== true) return;
    this.number = sent++;
    const index = Math.floor(Math.random() * stamps.length);
    this.began_ms = performance.now();
    this.socket.write(options.numbered ? requestOf(stamps[index] ?? '', index, `${options.label} ${this.number}`) : (ready[index] ?? ''));
  }

  private receive(chunk: Buffer): void {
    if (this.got === 0) {
      const end = chunk.indexOf(HEAD_END);
      if (chunk[9] !== 0x32 || end === -1) wrong += 1;
      if (this.expected === 0) this.expected = end + HEAD_END.length + Number(/content-length: *(\d+)/i.exec(chunk.toString('latin1', 0, end))?.[1]);
    }
    this.got += chunk.length;
    if (this.got < this.expected) return;
    this.got = 0;
    const now_ms = performance.now();
    if (counting && answered < latencies.length) latencies[answered++] = now_ms - this.began_ms;
    if (options.numbered) answeredNumbers.push(this.number);
    if (this.every_ms === 0) this.send();
    else {
      this.due_ms = Math.max(this.due_ms + this.every_ms, now_ms - 1_000);
      setTimeout(() => this.send(), Math.max(0, this.due_ms - now_ms));
    }
  }
}

const every_ms = options.rate === 0 ? 0 : (options.connections / options.rate) * 1_000;
const connections = Array.from({ length: options.connections }, () => new Connection(every_ms));
setTimeout(() => {
  counting = true;
  const began_ms = performance.now();
  const cpuBefore = process.cpuUsage();
  setTimeout(() => {
    const took_s = (performance.now() - began_ms) / 1_000;
    const { user, system } = process.cpuUsage(cpuBefore);
    ending = true;
    for (const connection of connections) connection.end();
    const sorted = latencies.subarray(0, answered).sort();
    const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
    if (options.answeredPath !== undefined) writeFileSync(options.answeredPath, answeredNumbers.join('\n'));
    const result: LoadResult = {
      answered,
      perSecond: answered / took_s,
      median_ms: at(0.5),
      p99_ms: at(0.99),
      longest_ms: at(1),
      cores: (user + system) / 1e6 / took_s,
      failed,
      wrong,
    };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }, options.seconds * 1_000);
}, options.warmUp_s * 1_000);
