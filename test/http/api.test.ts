import assert from 'node:assert/strict';
import { z } from 'zod';
import { ERRORS } from '../../connector/errors.js';
import { useTestDatabase } from '../database.js';
import { bearer, failureOf } from './answers.js';
import { schema, startConnector, testRoutes, type RunningConnector } from './connector.js';
import { CLIENT_ID, startIssuer, TENANT_ID, type Issuer } from './issuer.js';

const ID = '3f4bd6a0-6a4e-4b52-8f3a-0a8f4f1f0001';

const operationSchema = z.object({
  operationId: z.string(),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean(), schema: z.unknown() })),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.unknown()),
});
const openApiSchema = z.object({
  openapi: z.string().startsWith('3.1.'),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string().startsWith('/api/'), z.record(z.string(), operationSchema)),
  components: z.object({
    schemas: z.record(z.string(), z.unknown()),
    responses: z.object({ Failure: z.object({ description: z.string() }) }),
    securitySchemes: z.object({ entra: z.object({ type: z.literal('oauth2') }), session: z.object({ in: z.literal('cookie') }) }),
  }),
});

describe('the API', () => {
  const db = useTestDatabase(schema);
  let issuer: Issuer;
  let connector: RunningConnector;
  let headers: Record<string, string>;

  before(async () => {
    issuer = await startIssuer();
    connector = await startConnector({ database: db.database, azure: { authorityHost: issuer.authorityHost, tenantId: TENANT_ID, clientId: CLIENT_ID } });
    headers = { ...bearer(await issuer.token()), 'content-type': 'application/json' };
  });
  after(async () => {
    await connector.close();
    await issuer.stop();
  });

  const post = (path: string, body: string, more: Record<string, string> = {}): Promise<Response> =>
    fetch(`${connector.url}/api${path}`, { method: 'POST', headers: { ...headers, ...more }, body });

  it('gives back what the schema names, and nothing else', async () => {
    const response = await post(`/echo/${ID}?n=3`, JSON.stringify({ name: 'Flynn' }));
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { id: ID, n: 3, name: 'Flynn' });
  });

  it('answers 204 when there is nothing to say', async () => {
    const response = await fetch(`${connector.url}/api/echo/x`, { method: 'DELETE', headers });
    assert.equal(response.status, 204);
  });

  it('names every problem of path, query and body with its place', async () => {
    const response = await post('/echo/no-uuid?n=many', JSON.stringify({ name: '', steps: [{ day: 1 }, { day: 'two' }] }));
    assert.equal(response.status, 400);
    const failure = await failureOf(response);
    assert.equal(failure.code, 'INPUT_INVALID');
    const { problems } = z.object({ problems: z.array(z.object({ path: z.string(), message: z.string().min(1) })) }).parse(failure.details);
    assert.deepEqual(problems.map(({ path }) => path), ['path.id', 'query.n', 'body.name', 'body.steps.1.day']);
    assert.equal(response.headers.get('x-request-id'), failure.requestId);
  });

  it('takes no body that is missing, no JSON, of another type, or larger than 1 MB', async () => {
    assert.equal((await failureOf(await post(`/echo/${ID}`, ''))).code, 'INPUT_INVALID');
    assert.equal((await failureOf(await post(`/echo/${ID}`, '{"name":'))).message, 'The body is not JSON.');
    assert.equal((await failureOf(await post(`/echo/${ID}`, 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }))).code, 'INPUT_INVALID');
    const large = await post(`/echo/${ID}`, JSON.stringify({ name: 'x'.repeat(1024 * 1024) }));
    assert.equal(large.status, 413);
    assert.match((await failureOf(large)).message, /1 MB/);
  });

  it('leaves a file to the route that takes it, whatever its type and size, and answers a refused one that is still coming', async () => {
    const put = (path: string, body: Buffer, type = 'application/octet-stream'): Promise<Response> => fetch(`${connector.url}/api/files/${path}`, { method: 'PUT', headers: { ...headers, 'content-type': type }, body });
    for (const type of ['application/octet-stream', 'application/json']) assert.deepEqual(await (await put('x', Buffer.alloc(2 * 1024 * 1024), type)).json(), { bytes: 2 * 1024 * 1024 });
    assert.equal((await failureOf(await put('refused', Buffer.alloc(8 * 1024 * 1024)))).code, 'DOCUMENT_REFUSED');
  });

  it('reads no body of somebody who is not signed in', async () => {
    const response = await post(`/echo/${ID}`, '{"name":', { authorization: 'Bearer x' });
    assert.equal(response.status, 401);
  });

  it('says NOT_FOUND for unknown addresses and methods, also to strangers', async () => {
    for (const [path, method] of [['/api/nothing', 'GET'], ['/api/me', 'DELETE'], ['/api/', 'GET'], ['/nothing', 'GET'], ['/api/ME', 'GET']] as const) {
      const response = await fetch(`${connector.url}${path}`, { method });
      assert.equal(response.status, 404, path);
      assert.equal((await failureOf(response)).code, 'NOT_FOUND');
    }
    assert.equal((await fetch(`${connector.url}/api/echo/%E0%A4%A`, { method: 'DELETE', headers })).status, 400);
  });

  it('keeps unexpected failures to itself, with an id to look them up by', async () => {
    const response = await fetch(`${connector.url}/api/broken`, { headers });
    assert.equal(response.status, 500);
    const text = await response.text();
    assert.ok(!text.includes('hunter2'));
    assert.match(text, /"code":"INTERNAL"/);
  });

  it('is described at /api/openapi.json, every route of it', async () => {
    const description = openApiSchema.parse(await (await fetch(`${connector.url}/api/openapi.json`)).json());
    const described = Object.entries(description.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    const routes = [...testRoutes.map(({ method, path }) => `${method} /api${path}`), 'get /api/me', 'get /api/feed', 'get /api/feed/stream'];
    assert.deepEqual(described.sort(), routes.sort());

    const echo = description.paths['/api/echo/{id}']?.post;
    assert.deepEqual(echo?.parameters.map(({ name, in: where, required }) => `${where} ${name} ${required ? '!' : ''}`), ['path id !', 'query n ']);
    assert.ok(echo.requestBody !== undefined);
    assert.deepEqual(Object.keys(echo.responses), ['200', 'default']);
    assert.deepEqual(Object.keys(description.paths['/api/echo/{id}']?.delete?.responses ?? {}), ['204', 'default']);
    assert.ok(JSON.stringify(description.paths['/api/feed/stream']?.get?.responses).includes('text/event-stream'));
    assert.deepEqual(description.paths['/api/files/{id}']?.put?.requestBody, { required: true, content: { 'application/octet-stream': {} } });
    const ids = Object.values(description.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    assert.equal(new Set(ids).size, ids.length, 'operation ids are unique');
    for (const code of Object.keys(ERRORS)) assert.ok(description.components.responses.Failure.description.includes(`| \`${code}\` |`), code);
  });

  it('names every parameter of a path', async () => {
    const description = openApiSchema.parse(await (await fetch(`${connector.url}/api/openapi.json`)).json());
    for (const [path, methods] of Object.entries(description.paths)) {
      for (const operation of Object.values(methods)) {
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        assert.deepEqual(operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name), inPath, path);
      }
    }
  });
});
