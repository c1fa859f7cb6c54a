/** Inbox rules, junk, folders in folders, and what the owner drags about. */
import assert from 'node:assert/strict';
import { at, list, REP, text, World } from './exchange-world.js';

const OWNER = `owner:MailboxSettings.ReadWrite,Mail.ReadWrite`;

describe('sandbox Exchange: rules and folders', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start();
  });
  afterEach(() => world.stop());

  const RULES = `/users/${REP.id}/mailFolders/inbox/messageRules`;
  const FOLDERS = `/users/${REP.id}/mailFolders`;
  const receive = (subject: string, header = '') => world.exchange.receive(REP.mail, Buffer.from(`Message-ID: <${subject}@x.example>\r\nFrom: "Ann Able" <ann@clients.example>\r\nSubject: ${subject}\r\n${header}\r\ntext`));
  const addRule = (rule: Record<string, unknown>) => world.graph('POST', RULES, { token: OWNER, body: { displayName: 'A rule', sequence: 1, ...rule } });
  const makeFolder = async (displayName: string, below = FOLDERS) => text((await world.graph('POST', below, { body: { displayName } })).at('id'));

  async function whereIs(subject: string): Promise<[unknown, unknown]> {
    const seen = await world.graph('GET', `/users/${REP.id}/messages?$filter=subject eq '${subject}'`);
    const folder = await world.graph('GET', `${FOLDERS}/${text(seen.at('value/0/parentFolderId'))}`);
    return [folder.at('displayName'), seen.at('value/0/isRead')];
  }

  const FITTING: readonly (readonly [string, Record<string, unknown>, boolean])[] = [
    ['its sender', { fromAddresses: [{ emailAddress: { address: 'Ann@clients.example' } }] }, true],
    ['part of its sender’s name', { senderContains: ['able'] }, true],
    ['part of its subject', { subjectContains: ['PRICE', 'none'] }, true],
    ['both', { subjectContains: ['price'], senderContains: ['clients'] }, true],
    ['only one of two', { subjectContains: ['price'], senderContains: ['nobody'] }, false],
    ['nothing at all', { fromAddresses: [{ emailAddress: { address: 'other@clients.example' } }] }, false],
  ];
  for (const [what, conditions, moved] of FITTING) {
    it(`a mail ${moved ? 'is' : 'is not'} moved when ${what} fits`, async () => {
      assert.equal((await addRule({ conditions, actions: { moveToFolder: await makeFolder('Clients'), markAsRead: true } })).status, 201);
      await receive('Your price');
      assert.deepEqual(await whereIs('Your price'), moved ? ['Clients', true] : ['Inbox', false]);
      const inbox = await world.graph('GET', `${FOLDERS}/inbox/messages/delta`, { immutable: true });
      assert.equal(list(inbox.at('value')).length, moved ? 0 : 1, 'a moved mail was never in the Inbox');
    });
  }

  it('rules run in order until one stops them, survive a restart, and go when removed', async () => {
    const [first, second] = [await makeFolder('First'), await makeFolder('Second')];
    await addRule({ sequence: 2, actions: { moveToFolder: second } });
    const rule = await addRule({ sequence: 1, conditions: { subjectContains: ['stop'] }, actions: { moveToFolder: first, stopProcessingRules: true } });
    await receive('stop here');
    await receive('go on');
    assert.deepEqual([(await whereIs('stop here'))[0], (await whereIs('go on'))[0]], ['First', 'Second']);
    await world.stop({ keep: true });
    world = await World.start(world.dataDir);
    assert.equal((await world.graph('DELETE', `${RULES}/${text(rule.at('id'))}`, { token: OWNER })).status, 204);
    await receive('stop there');
    assert.equal((await whereIs('stop there'))[0], 'Second');
    assert.equal(list((await world.graph('GET', RULES)).at('value')).length, 1);
  });

  it('deleting goes to Deleted Items, junk to Junk Email whatever the rules say', async () => {
    await addRule({ actions: { delete: true } });
    await receive('away');
    await receive('spam', 'X-MS-Exchange-Organization-SCL: 6\r\n');
    assert.deepEqual([(await whereIs('away'))[0], (await whereIs('spam'))[0]], ['Deleted Items', 'Junk Email']);
  });

  it('an app that may only read settings makes no rule; unknown conditions are refused', async () => {
    assert.equal((await world.graph('POST', RULES, { body: { displayName: 'x', sequence: 1, actions: {} } })).status, 403);
    assert.equal((await addRule({ conditions: { bodyContains: ['x'] }, actions: {} })).status, 400);
  });

  it('folders lie in folders, and delta names the new ones', async () => {
    const clients = await makeFolder('Clients', `${FOLDERS}/inbox/childFolders`);
    const first = await world.graph('GET', `${FOLDERS}/delta`);
    const known = list(first.at('value')).map((folder) => at(folder, 'displayName'));
    assert.ok(known.includes('Inbox') && known.includes('Clients'));
    const deep = await makeFolder('Old ones', `${FOLDERS}/${clients}/childFolders`);
    assert.deepEqual(list((await world.graph('GET', text(first.at('@odata.deltaLink')))).at('value')).map((folder) => at(folder, 'id')), [deep]);
    const top = list((await world.graph('GET', `${FOLDERS}?$top=100`)).at('value'));
    assert.equal(top.some((folder) => at(folder, 'id') === clients), false, 'only those at the top are listed there');
    assert.equal(top.find((folder) => at(folder, 'displayName') === 'Inbox') !== undefined && at(top.find((folder) => at(folder, 'displayName') === 'Inbox'), 'childFolderCount'), 1);
    await world.stop({ keep: true });
    world = await World.start(world.dataDir);
    assert.equal((await world.graph('GET', `${FOLDERS}/${clients}/childFolders`)).at('value/0/id'), deep);
  });

  it('what the owner drags out of the Inbox leaves its delta as removed and comes up in the other', async () => {
    await receive('dragged');
    const inbox = await world.graph('GET', `${FOLDERS}/inbox/messages/delta`, { immutable: true });
    const archive = await world.graph('GET', `${FOLDERS}/archive/messages/delta`, { immutable: true });
    assert.equal(world.exchange.owner(REP.mail).move('<dragged@x.example>', 'archive'), 1);
    const left = await world.graph('GET', text(inbox.at('@odata.deltaLink')), { immutable: true });
    assert.deepEqual([left.at('value/0/id'), left.at('value/0/@removed/reason')], [inbox.at('value/0/id'), 'deleted']);
    const come = await world.graph('GET', text(archive.at('@odata.deltaLink')), { immutable: true });
    assert.deepEqual([come.at('value/0/id'), come.at('value/0/subject')], [inbox.at('value/0/id'), 'dragged']);
  });
});
