/** What the API says of the rep's own side. */
import type { DeviceView, Opening, OwnAddresses, TestMail } from '../../../connector/tracking/own/api.js';
import { ask } from '../api/client.js';
import { isBoolean, isNumber, isText, list, nullable, object, oneOf, type Guard } from '../api/guards.js';

export type { DeviceView, Opening, OwnAddresses, TestMail };

export const isDevice: Guard<DeviceView> = object({ id: isText, name: isText, here: isBoolean, since: isText, seenAt: nullable(isText) });
const isDevices: Guard<{ devices: DeviceView[] }> = object({ devices: list(isDevice) });

export const isOwnAddresses: Guard<OwnAddresses> = object({ known: list(isText), listed: list(isText) });

const isOpening: Guard<Opening> = object({
  at: isText,
  count: isNumber,
  kind: oneOf('pixel', 'click', 'document'),
  program: isText,
  recognised: oneOf('device', 'reader', 'proxy', 'machine'),
  device: nullable(isText),
});
const isTestMail: Guard<TestMail> = object({ id: isText, to: isText, subject: isText, sentAt: nullable(isText), openings: list(isOpening) });
export const isTestMails: Guard<{ tests: TestMail[] }> = object({ tests: list(isTestMail) });

export const loadDevices = (signal: AbortSignal) => ask(isDevices, '/api/devices', { signal });
export const loadAddresses = (signal: AbortSignal) => ask(isOwnAddresses, '/api/own-addresses', { signal });
export const loadTests = (signal: AbortSignal) => ask(isTestMails, '/api/test-mails', { signal });
