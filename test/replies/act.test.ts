import assert from 'node:assert/strict';
import { optOut } from '../../connector/campaigns/opt-outs.js';
import { setRules, DEFAULT_RULES } from '../../connector/campaigns/team-rules.js';
import { teamOfUser } from '../../connector/identity/index.js';
import { recordConsent } from '../../connector/consent/index.js';
import * as schema from '../../connector/schema.js';
import { silenceMailTo, type Message } from '../../connector/tracking/index.js';
import { until, useTestDatabase } from '../database.js';
import { NOW } from '../mail-facts.js';
import { away, HUMAN, makeWorld, type World } from './act-world.js';

describe('what follows from an answer', () => {
  const test = useTestDatabase(schema);
  const world = (people: readonly string[], options?: Parameters<typeof makeWorld>[2]): Promise<World> => makeWorld(test.database.dataSource, people, options);

  it('ends the campaign, says what found it, and lists the mail that did not go', async () => {
    const w = await world(['flynn'], { replyIsSuccess: true });
    await test.database.dataSource.query(`update enrollments set name = 'Kevin Flynn' where mailbox_id = $1`, [w.mailbox.id]);
    await w.reply('flynn', await w.send(['flynn']));
    assert.deepEqual(await w.brief(), ['flynn ended reply']);
    assert.equal((await w.states())[0]?.success, true);
    const { mailKind, reasons, foundBy, ended, success } = await w.data('reply');
    assert.deepEqual([mailKind, reasons?.[0]?.code, foundBy, ended?.map(({ name }) => name), success], ['human_reply', 'test', 'last_look', ['Kevin Flynn'], true]);
    const { held, thisWeek, total } = await w.held();
    assert.deepEqual([held[0]?.day, held[0]?.what, held[0]?.foundBy, held[0]?.reply.mailKind, thisWeek, total], [1, 'ended', 'last_look', 'human_reply', 1, 1]);
  });

  it('joins an address of the same company to the only person it can be, whose own it is from then on', async () => {
    const w = await world(['flynn']);
    await w.reply('kevinf', await w.send(['flynn']));
    assert.deepEqual((await w.data('reply')).joined, { address: w.address('kevinf'), to: w.address('flynn') });
    await w.enroll(['flynn', 'clu']);
    await w.reply('kevinf', await w.send(['flynn', 'clu']));
    assert.deepEqual(await w.brief(), ['clu active', 'flynn ended reply', 'flynn ended reply']);
  });

  it('asks whose a stranger’s address is; yes makes it theirs', async () => {
    const w = await world(['flynn']);
    const stranger = `kevin-${w.domain}@gmail.com`;
    await w.reply(stranger, await w.send(['flynn']));
    const question = await w.question('reply');
    assert.equal(question.about, 'same-person');
    await w.answer(question, { choice: question.choices[0]?.id ?? '' });
    await w.enroll(['flynn', 'clu']);
    await w.reply(stranger, await w.send(['flynn', 'clu']));
    assert.deepEqual(await w.brief(), ['clu active', 'flynn ended reply', 'flynn ended reply']);
    await assert.rejects(w.answer(question, { choice: 'no' }), { code: 'CONFLICT' });
  });

  it('from an address that turns out to be somebody’s who wants no mail: wants none there either', async () => {
    const w = await world(['flynn']);
    const stranger = `kevin-${w.domain}@gmail.com`;
    await w.reply(stranger, await w.send(['flynn']));
    const question = await w.question('reply');
    await optOut(test.database.dataSource.manager, [w.address('flynn')], 'link', NOW);
    await w.answer(question, { choice: question.choices[0]?.id ?? '' });
    assert.deepEqual((await w.enroll([stranger])).refused.map(({ code }) => code), ['OPTED_OUT']);
  });

  describe('from another address of somebody who refused to be tracked', () => {
    const silenced = async ({ stampId }: Message): Promise<boolean> =>
      (await test.database.dataSource.query<unknown[]>(`select from silenced_stamps where stamp_id = $1 and why = 'consent'`, [stampId])).length > 0;
    const say = (address: string, agrees: boolean): Promise<unknown> =>
      test.database.dataSource.transaction((tx) => recordConsent(tx, { onRefused: silenceMailTo }, { address, agrees, at: NOW, how: 'test', proof: '', repId: null }));

    it('silences mail that went there before', async () => {
      const w = await world(['flynn']);
      const { message } = await w.send(['kevinf']);
      await say(w.address('flynn'), false);
      assert.equal(await silenced(message), false);
      await w.reply('kevinf', await w.send(['flynn']));
      assert.ok(await silenced(message));
    });

    it('silences mail to either, whichever refused, also where the rep says that they are one', async () => {
      const w = await world(['flynn']);
      const stranger = `kevin-${w.domain}@gmail.com`;
      const sent = await w.send(['flynn']);
      await w.reply(stranger, sent);
      const question = await w.question('reply');
      await say(stranger, false);
      assert.equal(await silenced(sent.message), false);
      await w.answer(question, { choice: question.choices[0]?.id ?? '' });
      assert.ok(await silenced(sent.message));
    });

    it('leaves it as it is where they agreed since', async () => {
      const w = await world(['flynn']);
      await say(w.address('flynn'), false);
      await say(w.address('flynn'), true);
      const { message } = await w.send(['kevinf']);
      await w.reply('kevinf', await w.send(['flynn']));
      assert.equal(await silenced(message), false);
    });

    it('sees a refusal that comes at the same moment', async () => {
      const w = await world(['flynn']);
      const [kevin, sent] = [await w.send(['kevinf']), await w.send(['flynn'])];
      const runner = test.database.dataSource.createQueryRunner();
      await runner.startTransaction();
      await w.replying('kevinf', sent)(runner.manager);
      const refusing = say(w.address('flynn'), false);
      await until(async () => (await runner.manager.query<unknown[]>(`select from pg_locks where not granted and locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`)).length > 0);
      await runner.commitTransaction();
      await runner.release();
      await refusing;
      assert.ok(await silenced(kevin.message));
    });
  });

  it('ends the campaigns of the same person in a colleague’s mailbox, who is told without the subject', async () => {
    const w = await world(['flynn']);
    const colleague = await world(['flynn'], { domain: w.domain });
    await w.reply('flynn', await w.send(['flynn']));
    assert.deepEqual(await colleague.brief(), ['flynn ended reply']);
    const { subject, evidence, ended } = await colleague.data('mail');
    assert.deepEqual([subject, evidence, ended?.length], [undefined, undefined, 1]);
  });

  it('in the thread of one campaign leaves the person’s other ones alone where the team wants it, however often they answer', async () => {
    const w = await world(['flynn']);
    const { dataSource } = test.database;
    const [first] = await dataSource.query<{ id: string }[]>('select id from enrollments where mailbox_id = $1', [w.mailbox.id]);
    const sent = await w.send(['flynn'], [], 'step');
    await dataSource.query(`insert into step_sends (mailbox_id, enrollment_id, position, message_id, stamp, state, at) values ($1, $2, 0, $3, '', 'sent', $4)`, [w.mailbox.id, first?.id, sent.message.id, NOW]);
    const team = await teamOfUser(dataSource.manager, w.mailbox.userId);
    await setRules(dataSource.manager, team.id, { ...DEFAULT_RULES, endOnOtherThread: false });
    await w.reply('flynn', sent);
    await w.enroll(['flynn']);
    await w.reply('flynn', sent);
    await setRules(dataSource.manager, team.id, DEFAULT_RULES);
    assert.deepEqual((await w.brief()).sort(), ['flynn active', 'flynn ended reply']);
  });

  it('asks the rep where it is only probably one: the next mail waits, yes ends, no lets it go', async () => {
    for (const [choice, expected] of [['yes', 'flynn ended reply'], ['no', 'flynn active']] as const) {
      const w = await world(['flynn']);
      await w.reply('flynn', await w.send(['flynn']), HUMAN, { certain: false });
      assert.deepEqual(await w.brief(), ['flynn waiting']);
      assert.equal((await w.held()).held[0]?.what, 'waiting');
      const question = await w.question('reply');
      assert.deepEqual([question.about, question.choices.map(({ id }) => id)], ['is-reply', ['yes', 'no']]);
      await assert.rejects(w.answer(question, { choice: 'maybe' }), { code: 'INPUT_INVALID' });
      await w.answer(question, { choice });
      assert.deepEqual(await w.brief(), [expected]);
      assert.equal((await w.held()).total, choice === 'yes' ? 1 : 0);
      const after = await w.data('reply');
      assert.deepEqual([after.question?.state, after.question?.choice], ['answered', choice]);
    }
  });

  it('ends those in a colleague’s mailbox where it is only probably one, as other mail of the same person does', async () => {
    const w = await world(['flynn']);
    const colleague = await world(['flynn'], { domain: w.domain });
    await w.reply('flynn', await w.send(['flynn']), HUMAN, { certain: false });
    assert.deepEqual([await w.brief(), await colleague.brief()], [['flynn waiting'], ['flynn ended reply']]);
    assert.equal((await colleague.data('mail')).ended?.length, 1);
    await w.answer(await w.question('reply'), { choice: 'yes' });
    assert.deepEqual([await w.brief(), (await colleague.lines('mail')).length], [['flynn ended reply'], 1]);
  });

  it('closes a question nobody is left to ask about', async () => {
    const w = await world(['flynn']);
    const sent = await w.send(['flynn']);
    await w.reply('flynn', sent, HUMAN, { certain: false });
    const question = await w.question('reply');
    await w.reply('flynn', sent);
    assert.deepEqual(await w.brief(), ['flynn ended reply']);
    const states = (await w.lines('reply')).map(({ data }) => data.question?.state);
    assert.deepEqual(states.filter((state) => state !== undefined), ['closed']);
    await assert.rejects(w.answer(question, { choice: 'no' }), { code: 'CONFLICT' });
  });

  it('that asks for no more mail holds the person for the team until the rep says', async () => {
    const w = await world(['flynn']);
    const colleague = await world([]);
    await w.reply('flynn', await w.send(['flynn']), { ...HUMAN, wantsNoMore: { code: 'wants-no-more', says: 'please stop' } });
    const question = await w.question('reply');
    assert.equal(question.about, 'opt-out');
    const held = await colleague.enroll([w.address('flynn')]);
    assert.deepEqual(held.refused.map(({ code }) => code), ['PERSON_HELD']);
    await w.answer(question, { choice: 'confirm' });
    assert.deepEqual((await colleague.enroll([w.address('flynn')])).refused.map(({ code }) => code), ['OPTED_OUT']);
    assert.equal((await w.lines('unsubscribe')).length, 1);
  });

  it('that asks for no more mail is only a reply when the rep rejects it', async () => {
    const w = await world(['flynn']);
    const colleague = await world([]);
    await w.reply('flynn', await w.send(['flynn']), { ...HUMAN, wantsNoMore: { code: 'wants-no-more', says: 'please stop' } });
    await w.answer(await w.question('reply'), { choice: 'reject' });
    assert.equal((await colleague.enroll([w.address('flynn')])).ids.length, 1);
  });

  it('is warned about when the person is to be enrolled again', async () => {
    const w = await world(['flynn']);
    await w.reply('flynn', await w.send(['flynn']));
    const { ids, warnings } = await w.enroll(['flynn', 'clu'], false);
    assert.deepEqual([ids.length, warnings.map(({ code }) => code)], [1, ['ANSWERED_BEFORE']]);
    assert.equal((await w.enroll(['flynn'], true)).ids.length, 1);
  });
});

describe('what follows from an automatic answer', () => {
  const test = useTestDatabase(schema);
  const world = (...people: string[]): Promise<World> => makeWorld(test.database.dataSource, people);

  it('of somebody away: the next mail goes the working day after they are back', async () => {
    const w = await world('flynn');
    await w.reply('flynn', await w.send(['flynn']), away('2026-12-04', 'out_of_office', 'standin@x.example'));
    const monday = new Date('2026-12-07T09:00:00Z');
    const [row] = await w.states();
    assert.deepEqual([row?.state, row?.next_at, row?.paused_until], ['active', monday, monday]);
    const { paused, contact, ended } = await w.data('auto_reply');
    assert.deepEqual(paused, { until: monday.toISOString(), returnDate: '2026-12-04' });
    assert.deepEqual(contact, { address: 'standin@x.example', name: '', as: 'stand-in' });
    assert.equal(ended, undefined);
    assert.deepEqual([(await w.held()).held[0]?.what, (await w.held()).total, (await w.held()).thisWeek], ['paused', 1, 1]);
    await test.database.dataSource.query(
      `insert into step_sends (mailbox_id, enrollment_id, position, message_id, stamp, state, at)
       select mailbox_id, id, next_position, gen_random_uuid(), 'stamp', 'sent', next_at from enrollments where mailbox_id = $1`,
      [w.mailbox.id],
    );
    assert.deepEqual([(await w.held()).held[0]?.what, (await w.held()).total, (await w.held()).thisWeek], ['went', 0, 0], 'listed, but not counted');
  });

  it('of somebody back before the next mail holds none', async () => {
    const w = await world('flynn');
    await test.database.dataSource.query('update enrollments set next_at = $2 where mailbox_id = $1', [w.mailbox.id, new Date('2026-12-15T09:00:00Z')]);
    await w.reply('flynn', await w.send(['flynn']), away('2026-12-04'));
    assert.deepEqual([(await w.held()).total, (await w.held()).held], [0, []]);
    await w.reply('flynn', await w.send(['flynn']), away('2026-12-18'));
    assert.deepEqual([(await w.held()).total, (await w.held()).held.length], [1, 1]);
  });

  it('without a date: seven days, or as many as the team says', async () => {
    const w = await world('flynn');
    const until = async (): Promise<Date | null | undefined> => (await w.states())[0]?.paused_until;
    await w.reply('flynn', await w.send(['flynn']), away(null));
    assert.deepEqual(await until(), new Date('2026-12-01T09:00:00Z'));
    const { dataSource } = test.database;
    const team = await teamOfUser(dataSource.manager, w.mailbox.userId);
    await setRules(dataSource.manager, team.id, { ...DEFAULT_RULES, absenceDays: 10 });
    await w.reply('flynn', await w.send(['flynn']), away(null));
    await setRules(dataSource.manager, team.id, DEFAULT_RULES);
    assert.deepEqual(await until(), new Date('2026-12-04T09:00:00Z'));
  });

  it('a second one prolongs, an earlier date does not shorten, a person’s answer ends', async () => {
    const w = await world('flynn');
    const sent = await w.send(['flynn']);
    const until = async (): Promise<string | undefined> => (await w.states())[0]?.paused_until?.toISOString();
    for (const [date, expected] of [['2026-11-30', '2026-12-01'], ['2026-12-09', '2026-12-10'], ['2026-11-25', '2026-12-10']] as const) {
      await w.reply('flynn', sent, away(date));
      assert.equal(await until(), `${expected}T09:00:00.000Z`);
    }
    await w.reply('flynn', sent);
    assert.deepEqual(await w.brief(), ['flynn ended reply']);
    assert.equal((await w.held()).total, 1, 'one mail, however often it was held');
  });

  it('more than sixty days ahead: the rep is asked', async () => {
    for (const [choice, expected] of [['until', '2027-03-02T09:00:00.000Z'], ['days', '2026-12-01T09:00:00.000Z'], ['end', undefined]] as const) {
      const w = await world('flynn');
      await w.reply('flynn', await w.send(['flynn']), away('2027-03-01'));
      assert.deepEqual(await w.brief(), ['flynn waiting']);
      const question = await w.question('auto_reply');
      assert.equal(question.about, 'pause');
      await w.answer(question, { choice });
      assert.deepEqual(await w.brief(), [choice === 'end' ? 'flynn ended removed' : 'flynn active']);
      assert.equal((await w.states())[0]?.paused_until?.toISOString(), expected);
    }
  });

  it('of somebody on CC holds nobody else; of an alias of the only recipient it does', async () => {
    const w = await world('flynn');
    await w.reply('alan', await w.send(['flynn'], ['alan']), away(null));
    assert.equal((await w.states())[0]?.paused_until, null);
    await w.reply('f.lynn', await w.send(['flynn']), away(null));
    assert.notEqual((await w.states())[0]?.paused_until, null);
  });

  it('that somebody no longer works there ends, and names the successor', async () => {
    const w = await world('flynn');
    await w.reply('flynn', await w.send(['flynn']), away(null, 'departed', 'sam@x.example'));
    assert.deepEqual(await w.brief(), ['flynn ended departed']);
    assert.equal((await w.data('auto_reply')).contact?.as, 'successor');
  });

  it('of any other sort ends and holds nothing', async () => {
    const w = await world('flynn');
    await w.reply('flynn', await w.send(['flynn']), { ...HUMAN, kind: 'auto_reply', automatic: { sort: 'acknowledgement', returnDate: null, standIn: null } });
    await w.reply('flynn', await w.send(['flynn']), { ...HUMAN, kind: 'receipt', receipt: { originalMessageId: null, sort: 'deleted' } });
    assert.deepEqual(await w.brief(), ['flynn active']);
    assert.deepEqual([(await w.lines('auto_reply')).length, (await w.lines('receipt')).length], [1, 1]);
    assert.equal((await w.data('receipt')).reason, 'The mail was deleted without being read.');
    assert.equal((await w.data('receipt')).receipt, 'deleted');
  });
});

describe('what follows from a calendar mail', () => {
  const test = useTestDatabase(schema);
  const world = (...people: string[]): Promise<World> => makeWorld(test.database.dataSource, people);

  it('accepted is an answer, and a success where the team says so', async () => {
    const { dataSource } = test.database;
    for (const acceptedIsSuccess of [true, false]) {
      const w = await world('flynn');
      const team = await teamOfUser(dataSource.manager, w.mailbox.userId);
      await setRules(dataSource.manager, team.id, { ...DEFAULT_RULES, acceptedIsSuccess });
      await w.reply('flynn', await w.send(['flynn']), { ...HUMAN, kind: 'calendar', calendar: 'accepted' });
      const [row] = await w.states();
      assert.deepEqual([row?.state, row?.end_reason, row?.success], ['ended', 'reply', acceptedIsSuccess]);
    }
    await setRules(dataSource.manager, (await teamOfUser(dataSource.manager, '')).id, DEFAULT_RULES);
  });

  it('declined lets the next mail wait until the rep says', async () => {
    for (const [choice, expected] of [['go-on', 'flynn active'], ['end', 'flynn ended removed']] as const) {
      const w = await world('flynn');
      await w.reply('flynn', await w.send(['flynn']), { ...HUMAN, kind: 'calendar', calendar: 'declined' });
      assert.deepEqual(await w.brief(), ['flynn waiting']);
      await w.answer(await w.question('calendar'), { choice });
      assert.deepEqual(await w.brief(), [expected]);
    }
  });
});
