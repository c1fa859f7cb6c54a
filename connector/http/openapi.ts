/** `/api/openapi.json` (OpenAPI 3.1): printed from the schemas that check the input, so it cannot be out of date. */
import { z } from 'zod';
import { errorTable } from './errors-page.js';
import { failureSchema } from './failure.js';
import type { Route } from './route.js';

export interface ApiInfo {
  readonly publicUrl: string;
  readonly version: string;
  /** The authority and application tokens come from. */
  readonly azure: { readonly authorityHost: string; readonly tenantId: string; readonly clientId: string };
}

type Json = Readonly<Record<string, unknown>>;

const EVENTS_DESCRIPTION =
  'Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). `event: activity` carries one Activity as JSON in `data`; its `id` is the cursor to resume from. The first event has only an id.';

export function openApi(routes: readonly Route[], info: ApiInfo): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) (paths[`/api${route.path}`] ??= {})[route.method] = operation(route);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Readback',
      version: info.version,
      description: 'What happened to the mail you sent. Each person sees only what is theirs.',
    },
    servers: [{ url: info.publicUrl }],
    security: [{ entra: ['access_as_user'] }, { session: [] }],
    paths,
    components: {
      schemas: { Failure: schemaOf(failureSchema, 'output') },
      responses: { Failure: failureResponse() },
      securitySchemes: securitySchemes(info),
    },
  };
}

function operation(route: Route): Json {
  return {
    operationId: operationId(route),
    summary: route.summary,
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...requestBody(route),
    responses: { ...success(route), default: { $ref: '#/components/responses/Failure' } },
  };
}

function requestBody({ body, takesFile }: Route): Json {
  // A file as it is: OpenAPI 3.1 describes it by its media type alone.
  if (takesFile) return { requestBody: { required: true, content: { 'application/octet-stream': {} } } };
  return body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } };
}

function success({ output, streams, givesFile }: Route): Json {
  if (givesFile !== undefined) return { '200': { description: 'The file.', content: { [givesFile]: {} } }, '304': { description: 'As it was.' } };
  if (streams !== undefined) {
    return { '200': { description: EVENTS_DESCRIPTION, content: { 'text/event-stream': { schema: schemaOf(streams, 'output') } } } };
  }
  if (output === undefined) return { '204': { description: 'Done.' } };
  return { '200': { description: 'Done.', content: { 'application/json': { schema: schemaOf(output, 'output') } } } };
}

function parameters(schema: z.ZodType | undefined, where: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input');
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): z.core.JSONSchema.BaseSchema {
  // OpenAPI 3.1 speaks this dialect anyway.
  return { ...z.toJSONSchema(schema, { io, unrepresentable: 'any' }), $schema: undefined };
}

/** get /campaigns/{id}/enrollments → getCampaignsIdEnrollments */
function operationId({ method, path }: Route): string {
  const words = path.split(/\W+/).filter((word) => word !== '');
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function failureResponse(): Json {
  return {
    description: `It did not work; \`error.code\` is stable.\n\n${errorTable()}`,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
  };
}

function securitySchemes({ azure, publicUrl }: ApiInfo): Json {
  const authority = `${azure.authorityHost}/${azure.tenantId}`;
  return {
    entra: {
      type: 'oauth2',
      description: 'A v2.0 access token of the tenant, for this application and on behalf of a user.',
      flows: {
        authorizationCode: {
          authorizationUrl: `${authority}/oauth2/v2.0/authorize`,
          tokenUrl: `${authority}/oauth2/v2.0/token`,
          scopes: { [`api://${azure.clientId}/access_as_user`]: 'Act for the signed-in user', access_as_user: 'The same, as it stands in the token' },
        },
      },
    },
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: `${publicUrl.startsWith('https://') ? '__Host-' : ''}readback-session`,
      description: 'The session of the web app. Requests that change something must come from the same origin, as application/json.',
    },
  };
}
