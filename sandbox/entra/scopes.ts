/**
 * What a client asks access to. A scope is `{resource}/{permission}`; the bare words of OpenID belong to no resource,
 * other bare words to Graph. One token is for one resource.
 */
import { EntraError } from './errors.js';
import { APPLICATION, TENANT } from './tenant.js';

const OPENID_SCOPES = ['openid', 'profile', 'email', 'offline_access'];

export type Resource = 'api' | 'graph';

export interface DelegatedScopes {
  readonly resource: Resource;
  /** Permissions on the resource, without its name. */
  readonly permissions: readonly string[];
  /** Those of `openid profile email offline_access` that were asked for. */
  readonly openId: readonly string[];
}

/** @param graphResource origin of Graph, e.g. `https://localhost:8443` */
export function parseAppOnlyScope(scope: string, graphResource: string): Resource {
  const suffix = '/.default';
  if (!scope.endsWith(suffix)) throw new EntraError('scopeNotDefault', scope);
  return resourceNamed(scope.slice(0, -suffix.length), graphResource);
}

/** @param scope what a person's client asked for, separated by spaces */
export function parseDelegatedScopes(scope: string, graphResource: string): DelegatedScopes {
  const asked = [...new Set(scope.split(/\s+/).filter((word) => word !== ''))];
  const openId = asked.filter((word) => OPENID_SCOPES.includes(word.toLowerCase()));
  const others = asked
    .filter((word) => !openId.includes(word))
    .map((word) => {
      const slash = word.lastIndexOf('/');
      const resource = slash < 0 ? 'graph' : resourceNamed(word.slice(0, slash), graphResource);
      return { word, resource, permission: word.slice(slash + 1) };
    });
  const resource = others[0]?.resource ?? 'graph';
  if (others.some((other) => other.resource !== resource)) throw new EntraError('scopeMixed', scope);
  if (asked.length === 0) throw new EntraError('parameterMissing', 'scope');

  const known: readonly string[] = resource === 'api' ? [APPLICATION.apiScope] : APPLICATION.graphScopes;
  const permissions = others.flatMap(({ word, permission }) => {
    if (permission === '.default') return known;
    const found = known.find((name) => name.toLowerCase() === permission.toLowerCase());
    if (found === undefined) throw new EntraError('scopeInvalid', word);
    return [found];
  });
  return { resource, permissions: [...new Set(permissions)], openId };
}

/** The scopes as the token response names them. */
export function describeScopes(scopes: DelegatedScopes, graphResource: string): string {
  const prefix = scopes.resource === 'api' ? `api://${APPLICATION.clientId}` : graphResource;
  return [...scopes.permissions.map((permission) => `${prefix}/${permission}`), ...scopes.openId].join(' ');
}

function resourceNamed(name: string, graphResource: string): Resource {
  const wanted = name.replace(/\/+$/, '').toLowerCase();
  if (wanted === graphResource.toLowerCase()) return 'graph';
  if (wanted === APPLICATION.clientId || wanted === `api://${APPLICATION.clientId}`) return 'api';
  throw new EntraError('resourceUnknown', name, TENANT.id);
}
