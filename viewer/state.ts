/** What the connector says about this page, checked as it comes in: by hand, since a schema library would be larger than the viewer. */
import type { ViewerState } from '../connector/documents/viewer-api.js';

export type Ready = Extract<ViewerState, { state: 'ready' }>;
export type Locked = Extract<ViewerState, { state: 'locked' }>;
export type Closed = Extract<ViewerState, { state: 'closed' }>;
export type { ViewerState };

/** Throws where it is nothing the connector says. */
export function stateOf(value: unknown): ViewerState {
  if (isReady(value) || isLocked(value) || isClosed(value)) return value;
  throw new TypeError('this page came without its state');
}

function isReady(value: unknown): value is Ready {
  return (
    isRecord(value) && value.state === 'ready' && typeof value.ticket === 'string' && typeof value.name === 'string' && typeof value.pages === 'number' &&
    Array.isArray(value.sizes) && typeof value.bytes === 'number' && typeof value.mayDownload === 'boolean' && isPerson(value.sender) &&
    typeof value.fileName === 'string' && (value.times === 'on' || value.times === 'ask' || value.times === 'off') && typeof value.language === 'string'
  );
}

function isLocked(value: unknown): value is Locked {
  return isRecord(value) && value.state === 'locked' && typeof value.name === 'string' && isPerson(value.sender) && isRecord(value.needs) && typeof value.language === 'string';
}

function isClosed(value: unknown): value is Closed {
  return isRecord(value) && value.state === 'closed' && typeof value.because === 'string' && (value.sender === null || isPerson(value.sender)) && typeof value.language === 'string';
}

function isPerson(value: unknown): value is { name: string; address: string } {
  return isRecord(value) && typeof value.name === 'string' && typeof value.address === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
