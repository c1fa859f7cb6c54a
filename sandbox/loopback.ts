/**
 * Refuses requests that reach a listener on loopback under a foreign name: a web page elsewhere could otherwise point
 * its own name at 127.0.0.1 and talk to the sandbox from the person's browser (DNS rebinding).
 */
import type { RequestHandler } from 'express';

const NAMES = ['localhost', '127.0.0.1', '[::1]'];

export const loopbackOnly: RequestHandler = (request, response, next) => {
  const host = request.get('host') ?? '';
  if (URL.canParse(`http://${host}`) && NAMES.includes(new URL(`http://${host}`).hostname)) next();
  else response.status(421).type('text/plain').send('The sandbox answers as localhost only.\n');
};
