/** nginx with empty_gif, where it is installed. */
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../sandbox/demo/free-ports.js';
import { stopOf, waitUntil, type Served } from './processes.js';

const STARTS_WITHIN_S = 10;

/** Null where there is none. One worker, as the others have one process. */
export async function serveNginx(directory: string): Promise<Served | null> {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' });
  } catch {
    return null;
  }
  const [port = 0] = await freePorts(1);
  const path = join(directory, 'nginx.conf');
  writeFileSync(
    path,
    `daemon off; master_process off; worker_processes 1; pid ${directory}/nginx.pid; error_log ${directory}/nginx.log;
    events { worker_connections 1024; }
    http { access_log off; keepalive_requests 1000000000; client_body_temp_path ${directory}/nginx-body;
      server { listen 127.0.0.1:${port}; location /o/ { empty_gif; } } }`,
  );
  const child = spawn('nginx', ['-p', directory, '-c', path], { stdio: ['ignore', 'inherit', 'inherit'] });
  const stop = stopOf(child);
  await waitUntil('nginx being ready', () => fetch(`http://127.0.0.1:${port}/o/x.gif`).then(({ ok }) => ok, () => false), STARTS_WITHIN_S);
  return { port, pid: child.pid ?? 0, stop };
}
