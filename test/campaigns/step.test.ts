import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createCampaign } from '../../connector/campaigns/campaigns.js';
import type { CampaignMode } from '../../connector/campaigns/api.js';
import { enroll } from '../../connector/campaigns/enroll.js';
import { sendStep } from '../../connector/campaigns/index.js';
import { keysFrom } from '../../connector/config/index.js';
import { recordConsent, type PolicyKind } from '../../connector/consent/index.js';
import { shareToken } from '../../connector/documents/index.js';
import { ReadbackError } from '../../connector/errors.js';
import { ensureRep } from '../../connector/identity/index.js';
import type { Mailbox } from '../../connector/mailbox/index.js';
import * as schema from '../../connector/schema.js';
import { findByMessageIds } from '../../connector/tracking/index.js';
import { silentLog, useTestDatabase } from '../database.js';
import { aDocument } from '../documents/a-document.js';
import { aMail, aMailbox, NOW } from '../mail-facts.js';
import { exchange, type Exchange } from './exchange.js';

const MINUTE_MS = 60_000;
const keys = keysFrom(['a secret of at least thirty-two characters']);

describe('one mail of a campaign', () => {
  const test = useTestDatabase(schema);

  it('goes out once, is known by its id, and plans the next', async () => {
    const world = await makeWorld();
    await world.send();
    await world.send();
    assert.equal(world.exchange.sends, 1);
    assert.deepEqual(await world.enrollment(), { state: 'active', end_reason: null, next_position: 1 });
    assert.equal(await world.isKnown(), true);
  });

  describe('tells as much as', () => {
    const unfolded = (mime = ''): string => mime.replaceAll('=\r\n', '');
    const pixels = (mime = ''): number => unfolded(mime).split('/o/').length - 1;

    it('the campaign asks for', async () => {
      const world = await makeWorld();
      await world.send();
      assert.equal(pixels(world.exchange.drafts[0]), 1);
      assert.deepEqual(await world.howSent(), { mode: 'full', has_pixel: true, links: 1, plain: false, mode_because: 'asked' });
      assert.deepEqual(await world.links(), [{ number: 1, destination: 'https://example.com/', text: 'there' }]);
    });

    it('its person agreed to', async () => {
      const world = await makeWorld();
      await world.refuse();
      await world.send();
      assert.equal(pixels(world.exchange.drafts[0]), 0);
      assert.match(unfolded(world.exchange.drafts[0]), /href=3D"https:\/\/example.com\/"/);
      assert.deepEqual(await world.howSent(), { mode: 'replies', has_pixel: false, links: 0, plain: false, mode_because: 'refused' });
    });

    it('its person still agrees to when it goes: else it is made anew', async () => {
      const world = await makeWorld();
      world.exchange.onDraft = () => (world.exchange.drafts.length === 0 ? world.refuse() : Promise.resolve());
      await world.send();
      assert.deepEqual([world.exchange.sends, await world.enrollment()], [0, { state: 'active', end_reason: null, next_position: 0 }]);
      await world.send();
      assert.deepEqual([world.exchange.sends, world.exchange.drafts.map((mime) => pixels(mime))], [1, [1, 0]]);
      const { mode, mode_because } = await world.howSent();
      assert.deepEqual([mode, mode_because], ['replies', 'refused']);
    });

    it('the organisation allows, and knows why', async () => {
      const because = async (policy: PolicyKind | undefined): Promise<unknown[]> => {
        const world = await makeWorld();
        await world.send({ policy });
        const { mode, mode_because } = await world.howSent();
        return [mode, mode_because];
      };
      assert.deepEqual(await because('strict'), ['replies', 'policy-strict']);
      assert.deepEqual(await because('by-country'), ['replies', 'policy-unknown-country']);
      assert.deepEqual(await because(undefined), ['replies', 'not-chosen']);
    });
  });

  describe('with a document', () => {
    it('carries its card, under a share of its own, made once whatever happens', async () => {
      const world = await makeWorld({ document: true });
      world.exchange.onSend = () => Promise.reject(new ReadbackError('EXCHANGE_UNREACHABLE'));
      await assert.rejects(world.send());
      world.exchange.onSend = () => Promise.resolve();
      await world.send();
      const [share, ...others] = await world.shares();
      assert.deepEqual([others, share?.mode], [[], 'full']);
      const [mime = ''] = world.exchange.drafts;
      assert.ok(mime.replaceAll('=\r\n', '').includes(`https://r.example/d/${shareToken(keys, share?.id ?? '')}`));
      assert.equal(share?.own, true, 'by the stamp of the mail itself');
      assert.deepEqual(await world.howSent(), { mode: 'full', has_pixel: true, links: 1, plain: false, mode_because: 'asked' });
    });

    it('shares it with the others of its step where mails are only counted', async () => {
      const world = await makeWorld({ document: true, mode: 'anonymous' });
      await world.send();
      const other = await world.enrollOther(`${randomUUID()}@encom.com`, NOW);
      world.exchange.internetMessageId = '<other@contoso.example>';
      await world.send({ enrollmentId: other });
      const links = world.exchange.drafts.map((mime) => /\/d\/([\w-]{38})/.exec(mime.replaceAll('=\r\n', ''))?.[1]);
      assert.deepEqual([links.length, new Set(links).size], [2, 1]);
      assert.deepEqual((await world.shares()).map(({ mode, own }) => [mode, own]), [['anonymous', false]]);
    });

    it('leaves none of a mail that was given up', async () => {
      const world = await makeWorld({ document: true });
      world.exchange.onDraft = () => (world.exchange.drafts.length === 0 ? world.refuse() : Promise.resolve());
      await world.send();
      assert.deepEqual(await world.shares(), []);
      await world.send();
      assert.deepEqual((await world.shares()).map(({ mode }) => mode), ['replies']);
    });
  });

  it('waits when the mailbox cannot be looked through; nobody is taken out', async () => {
    const world = await makeWorld();
    world.exchange.onLook = () => Promise.reject(new ReadbackError('EXCHANGE_REFUSED'));
    await assert.rejects(world.send(), { code: 'EXCHANGE_UNREACHABLE' });
    assert.deepEqual([await world.enrollment(), world.exchange.sends], [{ state: 'active', end_reason: null, next_position: 0 }, 0]);
    world.exchange.onLook = () => Promise.resolve([]);
    await world.send();
    assert.equal(world.exchange.sends, 1);
  });

  it('that is refused ends the campaign; it stays known, because an earlier attempt may have gone', async () => {
    const world = await makeWorld();
    world.exchange.onSend = () => Promise.reject(new ReadbackError('EXCHANGE_REFUSED'));
    await world.send();
    assert.deepEqual(await world.enrollment(), { state: 'ended', end_reason: 'failed', next_position: null });
    assert.equal(await world.isKnown(), true);
  });

  it('that vanished while it was handed over stays known, because it may have gone', async () => {
    const world = await makeWorld();
    world.exchange.onSend = () => Promise.reject(new ReadbackError('EXCHANGE_REFUSED'));
    world.exchange.became = 'unknown';
    await world.send();
    assert.equal((await world.enrollment()).end_reason, 'failed');
    assert.equal(await world.isKnown(), true);
  });

  it('that had gone before its run was killed counts as sent, whatever Exchange says now', async () => {
    const world = await makeWorld();
    world.exchange.onSend = () => Promise.reject(new ReadbackError('EXCHANGE_REFUSED'));
    world.exchange.became = 'sent';
    await world.send();
    assert.deepEqual(await world.enrollment(), { state: 'active', end_reason: null, next_position: 1 });
  });

  it('abandoned by a run that was killed at once is begun anew', async () => {
    const world = await makeWorld();
    world.exchange.onDraft = () => Promise.reject(new ReadbackError('CONFLICT'));
    await world.send();
    assert.deepEqual(await world.enrollment(), { state: 'active', end_reason: null, next_position: 0 });
    world.exchange.onDraft = () => Promise.resolve();
    await world.send();
    assert.equal(world.exchange.sends, 1);
  });

  it('is preceded by a look into all folders, back to the newest mail of the look before it, by the clock of Exchange', async () => {
    const world = await makeWorld();
    const at = (minutes: number): Date => new Date(NOW.getTime() + minutes * MINUTE_MS);
    const junk = aMail('flynn@flynnsarcade.com', { folder: 'other', receivedAt: at(10) });
    world.exchange.onLook = () => Promise.resolve([junk]);
    await world.send({ at: at(60) });
    assert.deepEqual(world.exchange.looks, [NOW]);

    world.exchange.onLook = () => Promise.resolve([]);
    await world.send({ at: at(90), enrollmentId: await world.enrollOther('clu@flynnsarcade.com', NOW) });
    await world.send({ at: at(95), enrollmentId: await world.enrollOther('ram@flynnsarcade.com', NOW) });
    assert.deepEqual(world.exchange.looks.slice(1), [at(5), at(5)], 'nothing newer was seen');
  });

  it('is looked before no later than our own time, whatever times mail carries', async () => {
    const world = await makeWorld();
    world.exchange.onLook = () => Promise.resolve([aMail('flynn@flynnsarcade.com', { receivedAt: new Date('2099-01-01T00:00:00Z') })]);
    const hour = new Date(NOW.getTime() + 60 * MINUTE_MS);
    await world.send({ at: hour });
    await world.send({ at: hour, enrollmentId: await world.enrollOther('clu@flynnsarcade.com', NOW) });
    assert.deepEqual(world.exchange.looks[1], new Date(hour.getTime() - 5 * MINUTE_MS));
  });

  it('waits when mail that may be its answer cannot be handled; mail to others goes', async () => {
    const world = await makeWorld();
    world.exchange.leftAlone = [aMail('info@flynnsarcade.com')];
    await assert.rejects(world.send(), { code: 'REPLY_UNREADABLE' });
    assert.deepEqual([await world.enrollment(), world.exchange.sends], [{ state: 'active', end_reason: null, next_position: 0 }, 0]);
    await world.send({ enrollmentId: await world.enrollOther('alan@encom.com', NOW) });
    assert.equal(world.exchange.sends, 1);

    world.exchange.leftAlone = [aMail('somebody@elsewhere.com', { references: [world.exchange.internetMessageId] })];
    await assert.rejects(world.send(), { code: 'REPLY_UNREADABLE' }, 'it names the mail to this person');
    world.exchange.leftAlone = [];
    await world.send();
    assert.equal(world.exchange.sends, 2);
  });

  it('never goes when its mailbox was disconnected since the person was enrolled', async () => {
    for (const mailbox of [{ trackedSince: new Date(NOW.getTime() + 1) }, { state: 'removed' as const }, null]) {
      const world = await makeWorld();
      await world.send({ mailbox });
      assert.equal(world.exchange.sends, 0);
      assert.deepEqual(await world.enrollment(), { state: 'ended', end_reason: 'failed', next_position: null });
    }
  });

  it('begun on Friday and held up until Saturday waits for Monday', async () => {
    const world = await makeWorld();
    world.exchange.onLook = () => Promise.reject(new ReadbackError('EXCHANGE_UNREACHABLE'));
    await assert.rejects(world.send({ at: new Date('2026-11-27T23:59:00Z') }), { code: 'EXCHANGE_UNREACHABLE' });
    world.exchange.onLook = () => Promise.resolve([]);
    const saturday = new Date('2026-11-28T10:00:00Z');
    await world.send({ at: saturday });
    await world.send({ at: saturday });
    assert.equal(world.exchange.sends, 0);
    await world.send({ at: new Date('2026-11-30T09:00:00Z') });
    assert.equal(world.exchange.sends, 1);
  });

  it('waits while its mailbox is not watched', async () => {
    const world = await makeWorld();
    await world.send({ mailbox: { watchedSince: null } });
    assert.deepEqual([await world.enrollment(), world.exchange.sends], [{ state: 'active', end_reason: null, next_position: 0 }, 0]);
  });

  /** A campaign of two mails with one person in it, and an Exchange that says what the test wants. */
  async function makeWorld({ document = false, mode = 'full' }: { document?: boolean; mode?: CampaignMode } = {}) {
    const { dataSource } = test.database;
    const mailbox = aMailbox({ timeZone: 'UTC' });
    const address = `${randomUUID()}@flynnsarcade.com`;
    const { campaign, enrollmentId } = await dataSource.transaction(async (tx) => {
      const rep = await ensureRep(tx, { oid: randomUUID(), address: mailbox.address, name: mailbox.name });
      const documentId = document ? await aDocument(tx, rep) : null;
      const steps = [1, 3].map((day) => ({ day, subject: 'Hello', body: `<p>Hello <a href="https://example.com/">there</a></p>${documentId === null ? '' : `{{document:${documentId}}}`}` }));
      const made = await createCampaign(tx, rep, mailbox, { name: 'Lease', sendHour: 9, mode, steps }, NOW);
      const { ids } = await enroll(tx, mailbox, made, [{ address, name: '' }], NOW);
      return { campaign: made, enrollmentId: ids[0] ?? '' };
    });
    const stub: Exchange = exchange(dataSource);
    return {
      exchange: stub,
      send: async (now: { at?: Date; mailbox?: Partial<Mailbox> | null; enrollmentId?: string; policy?: PolicyKind | undefined } = {}): Promise<void> => {
        stub.mailbox = now.mailbox === null ? null : { ...mailbox, ...now.mailbox };
        await sendStep(
          { dataSource, keys, clock: { now: () => now.at ?? NOW }, log: silentLog, publicUrl: 'https://r.example', mailboxes: stub, consentPolicy: 'policy' in now ? now.policy : 'all-on' },
          { mailboxId: mailbox.id, enrollmentId: now.enrollmentId ?? enrollmentId, position: 0 },
        );
      },
      enrollOther: (address: string, at: Date): Promise<string> =>
        dataSource.transaction(async (tx) => (await enroll(tx, mailbox, campaign, [{ address, name: '' }], at)).ids[0] ?? ''),
      enrollment: async () => {
        const [row] = await dataSource.query<{ state: string; end_reason: string | null; next_position: number | null }[]>(
          'select state, end_reason, next_position from enrollments where mailbox_id = $1 and id = $2',
          [mailbox.id, enrollmentId],
        );
        assert.ok(row);
        return row;
      },
      refuse: (): Promise<void> =>
        dataSource.transaction(async (tx) => {
          const onRefused = (): Promise<void> => Promise.resolve();
          await recordConsent(tx, { onRefused }, { address, agrees: false, at: NOW, how: 'by mail', proof: '', repId: null });
        }),
      shares: () =>
        dataSource.query<{ id: string; mode: string; own: boolean }[]>(
          'select id, mode, exists (select from messages message where message.mailbox_id = share.mailbox_id and message.stamp_id = share.stamp_id) as own from shares share where mailbox_id = $1',
          [mailbox.id],
        ),
      links: () => dataSource.query<unknown[]>('select number, destination, text from message_links where mailbox_id = $1', [mailbox.id]),
      howSent: async () => {
        const rows = await dataSource.query<{ mode: string; has_pixel: boolean; links: number; plain: boolean; mode_because: string | null }[]>('select mode, has_pixel, links, plain, mode_because from messages where mailbox_id = $1', [mailbox.id]);
        assert.equal(rows.length, 1);
        return rows[0] ?? assert.fail();
      },
      isKnown: async () => (await findByMessageIds(dataSource.manager, [stub.internetMessageId])).size > 0,
    };
  }
});
