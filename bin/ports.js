// Are the ports free? Asked before anything is started, so that a second start harms nothing.
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The problems as sentences, none if all is well. `ports` maps the setting's name to its value.
 * `patience_ms`: how long a port may still be busy, where programs of a killed start are just ending.
 */
export async function portProblems(ports, patience_ms) {
  const wanted = Object.entries(ports).filter(([, port]) => port !== 0);
  const problems = wanted
    .filter(([, port], index) => wanted.findIndex(([, other]) => other === port) !== index)
    .map(([name, port]) => `${name} is ${port}, as another of our ports. Give it a number of its own.`);
  for (const [name, port] of wanted) {
    const deadline = Date.now() + patience_ms;
    let busy = await isBusy(port);
    while (busy && Date.now() < deadline) {
      await sleep(200);
      busy = await isBusy(port);
    }
    if (busy) problems.push(`Port ${port} is taken by another program. Set ${name} to a free port, for example: ${name}=${port + 100} npm start`);
  }
  return problems;
}

/** In either address family: a browser that asks for localhost may try the other one first. */
async function isBusy(port) {
  const answers = await Promise.all(['127.0.0.1', '::1'].map((host) => listenOnce(port, host)));
  return answers.includes('EADDRINUSE') || answers.includes('EACCES');
}

function listenOnce(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.code));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve('free')));
  });
}
