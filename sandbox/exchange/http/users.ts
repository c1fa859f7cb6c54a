// The directory as far as a mail connector reads it: users, their mailbox settings, the organization.
import { GraphError } from '../errors.js';
import type { Directory, DirectoryUser } from '../directory.js';
import { FilterSyntaxError, matches, type Filter, type Subject } from '../odata/filter.js';
import { option, queryOptions, selectOf } from '../odata/query.js';
import type { Json } from '../representation.js';
import type { Route, Services } from './routing.js';

const DEFAULT_PAGE_SIZE = 100;

const DEFAULT_PROPERTIES = [
  'businessPhones', 'displayName', 'givenName', 'jobTitle', 'mail', 'mobilePhone', 'officeLocation',
  'preferredLanguage', 'surname', 'userPrincipalName', 'id',
] as const;

export interface Organization {
  tenantId: string;
  displayName: string;
  /** The first is the default one. */
  domains: readonly string[];
}

export function userRoutes(route: Route, services: Services, directory: Directory, organization: Organization): void {
  const metadata = (name: string) => `${services.root()}/$metadata#${name}`;

  route('get', '/users', (call) => {
    call.requireOrganization('User.Read.All');
    const { filter, top, select } = queryOptions(call.request);
    const skip = Number(option(call.request, '$skiptoken') ?? 0);
    const found = directory.users.filter((user) => filter === null || passes(user, filter));
    const size = top ?? DEFAULT_PAGE_SIZE;
    const query = new URLSearchParams(call.request.url.split('?')[1]);
    query.set('$skiptoken', String(skip + size));
    return {
      status: 200,
      json: {
        '@odata.context': metadata('users'),
        ...(option(call.request, '$count') === 'true' && { '@odata.count': found.length }),
        value: found.slice(skip, skip + size).map((user) => userJson(user, select)),
        ...(skip + size < found.length && { '@odata.nextLink': `${services.root()}/users?${query.toString()}` }),
      },
    };
  });
  route('get', '/users/:user', (call) => {
    const user = call.user('User.Read.All');
    const select = selectOf(option(call.request, '$select'));
    return { status: 200, json: { '@odata.context': metadata('users/$entity'), ...userJson(user, select) } };
  });
  route('get', '/users/:user/mailboxSettings', (call) => {
    const { user } = call.mailbox('MailboxSettings.Read');
    const settings: Json = {
      archiveFolder: null,
      timeZone: user.timeZone,
      delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
      dateFormat: 'yyyy-MM-dd',
      timeFormat: 'HH:mm',
      userPurpose: 'user',
      language: { locale: 'en-US', displayName: 'English (United States)' },
      workingHours: {
        daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
        startTime: '08:00:00.0000000',
        endTime: '17:00:00.0000000',
        timeZone: { name: user.timeZone },
      },
    };
    const select = selectOf(option(call.request, '$select'));
    return {
      status: 200,
      json: { '@odata.context': metadata(`users('${user.id}')/mailboxSettings`), ...selected(settings, select ?? Object.keys(settings)) },
    };
  });
  route('get', '/organization', (call) => {
    call.requireOrganization('Organization.Read.All');
    const select = selectOf(option(call.request, '$select'));
    const json: Json = {
      id: organization.tenantId,
      displayName: organization.displayName,
      tenantType: 'AAD',
      countryLetterCode: 'DE',
      verifiedDomains: organization.domains.map((name, index) => ({
        capabilities: 'Email, OfficeCommunicationsOnline',
        isDefault: index === 0,
        isInitial: index === 0,
        name,
        type: 'Managed',
      })),
    };
    return { status: 200, json: { '@odata.context': metadata('organization'), value: [selected(json, select ?? Object.keys(json))] } };
  });
}

function userJson(user: DirectoryUser, select: readonly string[] | null): Json {
  const [givenName = '', ...surname] = user.displayName.split(' ');
  const json: Json = {
    businessPhones: [],
    displayName: user.displayName,
    givenName,
    jobTitle: null,
    mail: user.mail,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: surname.join(' ') || null,
    userPrincipalName: user.userPrincipalName,
    id: user.id,
    accountEnabled: true,
    userType: 'Member',
    mailNickname: user.mail.split('@')[0],
    proxyAddresses: proxyAddresses(user),
    onPremisesSyncEnabled: user.mailboxLocation === 'on-premises' ? true : null,
  };
  return selected(json, select ?? DEFAULT_PROPERTIES);
}

function proxyAddresses(user: DirectoryUser): string[] {
  return [`SMTP:${user.mail}`, ...user.aliases.map((alias) => `smtp:${alias}`)];
}

function selected(json: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.filter((name) => name in json).map((name) => [name, json[name]]));
}

function passes(user: DirectoryUser, filter: Filter): boolean {
  const subject: Subject = {
    value: (path) => {
      switch (path) {
        case 'id':
        case 'displayName':
        case 'mail':
        case 'userPrincipalName':
          return user[path];
        case 'accountEnabled':
          return true;
        case 'userType':
          return 'Member';
        default:
          return undefined;
      }
    },
    elements: (path) => (path === 'proxyAddresses' ? proxyAddresses(user) : undefined),
  };
  try {
    return matches(filter, subject);
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw new GraphError('ErrorInvalidUrlQueryFilter', error.message);
    throw error;
  }
}
