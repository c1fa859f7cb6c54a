// Moving an item to another folder of its mailbox, whoever does it: the owner, an app, a rule.
import type { Folder } from './store/folder.js';
import type { Item, Mailbox, Store } from './store/index.js';

export function moveItem({ store, now }: { store: Store; now: () => Date }, mailbox: Mailbox, item: Item, folder: Folder): Item {
  const change = mailbox.nextChange();
  const moved: Item = {
    ...item,
    folder: folder.number,
    incarnation: item.incarnation + 1,
    modifiedAt: now().getTime(),
    change,
    arrivedChange: change,
  };
  store.put(mailbox, moved);
  return moved;
}
