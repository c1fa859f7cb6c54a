/** Reading mails as MIME and saying what kind they are: work for the processor alone. */
import { readMime } from '../../connector/mailbox/index.js';
import { classify } from '../../connector/replies/index.js';
import type { Figure } from '../report.js';
import { mails } from './mails.js';

const WARM_UP = 500;
const MAILS = 5_000;

export function measureClassifying(): Figure[] {
  const sources = mails();
  const read = (count: number): void => {
    for (let index = 0; index < count; index += 1) {
      const { item, body } = readMime(sources[index % sources.length] ?? Buffer.alloc(0));
      classify(item, body);
    }
  };
  read(WARM_UP);
  const begun = performance.now();
  read(MAILS);
  const took_s = (performance.now() - begun) / 1_000;
  return [{ what: 'mails read as MIME and classified', value: MAILS / took_s, unit: '/s' }];
}
