/** A process that takes all places at a mailbox and holds them until it is killed. Arguments: address of the database, mailbox. */
import { createSlots, PLACES_AT_ONCE } from '../../connector/mailbox/graph/slots.js';
import { silentLog } from '../log.js';

const [, , url = '', mailbox = ''] = process.argv;
const slots = createSlots(url, silentLog);
for (let place = 0; place < PLACES_AT_ONCE; place += 1) await slots.take(mailbox, false);
process.send?.('holding');
setInterval(() => undefined, 60_000);
