/**
 * Figures for Prometheus at `/metrics`, shown only to the machine itself and to the networks of
 * TRUSTED_PROXIES. A request somebody else forwarded is refused: behind a proxy that is not in
 * TRUSTED_PROXIES everybody would look like the machine itself.
 */
import type { IncomingMessage } from 'node:http';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import { networkTest } from '../config/index.js';
import type { ClientAddress } from './client-address.js';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
const DURATION_BUCKETS_S = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

export interface Metrics {
  /** Other parts add their own figures here; names begin with readback_. */
  readonly registry: Registry;
  countRequest(request: { method: string; part: string; status: number; duration_s: number }): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const labelNames = ['method', 'part', 'status'] as const;
  const requests = new Counter({ name: 'readback_http_requests_total', help: 'Requests answered', labelNames, registers: [registry] });
  const durations = new Histogram({
    name: 'readback_http_request_duration_seconds',
    help: 'Time until a request was answered; of streams, until they ended',
    labelNames: ['part'],
    buckets: DURATION_BUCKETS_S,
    registers: [registry],
  });
  return {
    registry,
    countRequest: ({ method, part, status, duration_s }) => {
      requests.inc({ method, part, status });
      durations.observe({ part }, duration_s);
    },
  };
}

/** Who may see the figures. */
export function mayScrape(clientAddress: ClientAddress, trustedProxies: readonly string[]): (request: IncomingMessage) => boolean {
  const isLoopback = networkTest(LOOPBACK);
  const isTrusted = networkTest(trustedProxies);
  return (request) => {
    const address = clientAddress(request);
    const { 'x-forwarded-for': forwardedFor, forwarded } = request.headers;
    if (isTrusted(address)) return true;
    return isLoopback(address) && forwardedFor === undefined && forwarded === undefined;
  };
}
