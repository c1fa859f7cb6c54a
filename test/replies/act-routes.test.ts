import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express from 'express';
import { z } from 'zod';
import { heldPageSchema, queueSchema, teamRulesViewSchema, undoSchema } from '../../connector/campaigns/api.js';
import { campaignRoutes } from '../../connector/campaigns/index.js';
import { holdQueue } from '../../connector/campaigns/queue-holds.js';
import { DEFAULT_RULES } from '../../connector/campaigns/team-rules.js';
import { apiRouter } from '../../connector/http/index.js';
import { ensureRep, type Rep } from '../../connector/identity/index.js';
import { replyRoutes } from '../../connector/replies/index.js';
import * as schema from '../../connector/schema.js';
import { silentLog, useTestDatabase } from '../database.js';
import { failureOf } from '../http/answers.js';
import { NOW } from '../mail-facts.js';
import { HUMAN, makeWorld, type World } from './act-world.js';

describe('the API of what follows from mail', () => {
  const test = useTestDatabase(schema);
  let server: Server;
  let url = '';
  let world: World;
  let rep: Rep;

  before(async () => {
    const { dataSource } = test.database;
    world = await makeWorld(dataSource, ['flynn', 'clu']);
    rep = await ensureRep(dataSource.manager, { oid: world.mailbox.userId, address: '', name: '' });
    const options = { dataSource, clock: { now: () => NOW }, mailboxOf: () => Promise.resolve(world.mailbox) };
    const app = express().use(
      '/api',
      apiRouter({
        authenticate: () => Promise.resolve(rep),
        info: { publicUrl: 'http://localhost', version: '0', azure: { tenantId: 't', clientId: 'c', authorityHost: 'https://login.invalid' } },
        log: silentLog,
        routes: [...campaignRoutes(options), ...replyRoutes(options)],
      }),
    );
    server = createServer((request, response) => {
      app(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = z.object({ port: z.number() }).parse(server.address());
    url = `http://127.0.0.1:${port}/api`;
  });
  after(() => server.close());

  const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${url}${path}`, { method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });

  it('answers a question by a choice, once', async () => {
    await world.reply('flynn', await world.send(['flynn']), HUMAN, { certain: false });
    const { id } = await world.question('reply');
    assert.equal((await ask('POST', `/questions/${id}/answer`, { enrollmentIds: [] })).status, 400);
    assert.equal((await ask('POST', `/questions/${id}/answer`, { choice: 'yes' })).status, 204);
    assert.equal((await ask('POST', `/questions/${id}/answer`, { choice: 'yes' })).status, 409);
    assert.deepEqual(await world.brief(), ['clu active', 'flynn ended reply']);
  });

  it('lists mails that did not go, page by page', async () => {
    await world.reply('clu', await world.send(['clu']));
    const page = async (query: string) => heldPageSchema.parse(await (await ask('GET', `/held?${query}`)).json());
    const first = await page('limit=1');
    assert.deepEqual([first.held[0]?.person.address, first.total, first.thisWeek], [world.address('clu'), 2, 2]);
    const second = await page(`limit=1&before=${first.next ?? ''}`);
    assert.deepEqual([second.held[0]?.person.address, second.next], [world.address('flynn'), null]);
    assert.deepEqual([second.held[0]?.day, second.held[0]?.foundBy], [1, 'last_look']);
  });

  it('shows what would be taken back, and takes it back, twice with the same answer', async () => {
    const { id } = await world.line('reply');
    const path = `/activities/${id}/undo`;
    const shown = undoSchema.parse(await (await ask('GET', path)).json());
    assert.deepEqual([shown.possible, shown.people[0]?.nextAt], [true, '2026-11-24T09:00:00.000Z']);
    const done = undoSchema.parse(await (await ask('POST', path)).json());
    const again = await ask('POST', path);
    assert.deepEqual([done.done, done.people.length, again.status], [true, 1, 200]);
    assert.equal((await failureOf(await ask('GET', '/activities/999999999/undo'))).code, 'NOT_FOUND');
    assert.equal((await ask('GET', '/activities/x/undo')).status, 400);
  });

  it('lets reps see the team’s rules, and leads change them', async () => {
    const view = async (response: Response) => teamRulesViewSchema.parse(await response.json());
    const shown = await view(await ask('GET', '/team/rules'));
    assert.deepEqual([shown.endOnOtherThread, shown.endOnSameCompany, shown.absenceDays, shown.mayChange], [true, false, 7, false]);
    assert.equal((await failureOf(await ask('PUT', '/team/rules', DEFAULT_RULES))).code, 'NOT_ALLOWED');
    rep = { ...rep, role: 'lead' };
    assert.equal((await ask('PUT', '/team/rules', { ...DEFAULT_RULES, absenceDays: 0 })).status, 400);
    assert.equal((await view(await ask('PUT', '/team/rules', { ...DEFAULT_RULES, absenceDays: 3 }))).absenceDays, 3);
    assert.equal((await view(await ask('PUT', '/team/rules', DEFAULT_RULES))).absenceDays, 7);
  });

  it('says that the mails of the mailbox are held, and lets them go', async () => {
    const view = async (response: Response) => queueSchema.parse(await response.json()).held;
    assert.equal(await view(await ask('GET', '/queue')), null);
    await test.database.dataSource.transaction((tx) => holdQueue(tx, world.mailbox.id, 'Refused.', NOW));
    assert.equal((await view(await ask('GET', '/queue')))?.says, 'Refused.');
    assert.equal(await view(await ask('POST', '/queue/release')), null);
    assert.equal(await view(await ask('POST', '/queue/release')), null);
  });

  it('warns before somebody who replied is enrolled again', async () => {
    const enroll = async (confirmed: boolean) => {
      const response = await ask('POST', `/campaigns/${world.campaign.id}/enrollments`, { people: [{ address: world.address('flynn') }], confirmed });
      const { enrolled, warnings } = z.object({ enrolled: z.array(z.unknown()), warnings: z.array(z.object({ code: z.string() })) }).parse(await response.json());
      return [enrolled.length, warnings.map(({ code }) => code)];
    };
    assert.deepEqual(await enroll(false), [0, ['ANSWERED_BEFORE']]);
    assert.deepEqual(await enroll(true), [1, []]);
  });
});
