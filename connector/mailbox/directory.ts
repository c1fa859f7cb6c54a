/** Who is behind an address, and whether Exchange Online has a mailbox for them. */
import { z } from 'zod';
import { ReadbackError } from '../errors.js';
import { path, quoted, type Graph } from './graph/client.js';
import { GraphFailure, isGone } from './graph/failure.js';
import { ianaZone } from './time-zone.js';

export interface MailboxUser {
  readonly userId: string;
  /** Primary address, lower case. */
  readonly address: string;
  readonly name: string;
  /** All addresses, lower case, the primary one first. */
  readonly addresses: readonly string[];
  /** IANA name. */
  readonly timeZone: string;
  readonly warnings: readonly string[];
}

const USER_FIELDS = 'id,displayName,mail,userPrincipalName,proxyAddresses';

const graphUser = z.object({
  id: z.string().min(1),
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  proxyAddresses: z.array(z.string()).nullish(),
});

type GraphUser = z.infer<typeof graphUser>;

const folder = z.object({ id: z.string() });
const mailboxSettings = z.object({ timeZone: z.string().nullish() });

/** @throws {ReadbackError} MAILBOX_NOT_FOUND, MAILBOX_NOT_ONLINE, MAILBOX_DENIED, EXCHANGE_UNREACHABLE */
export async function findMailboxUser(graph: Graph, address: string): Promise<MailboxUser> {
  const user = await findUser(graph, address);
  await requireOnlineMailbox(graph, user.id);
  const { timeZone, warnings } = await readTimeZone(graph, user.id);
  const addresses = addressesOf(user);
  return {
    userId: user.id.toLowerCase(),
    address: addresses[0] ?? address.toLowerCase(),
    name: user.displayName ?? '',
    addresses: addresses.length === 0 ? [address.toLowerCase()] : addresses,
    timeZone,
    warnings,
  };
}

/** Graph finds users by id and principal name only; other addresses of theirs by a filter. */
async function findUser(graph: Graph, address: string): Promise<GraphUser> {
  try {
    return await graph.get(path`/users/${address}`, graphUser, { query: { $select: USER_FIELDS } });
  } catch (error) {
    if (!(error instanceof GraphFailure) || ![400, 404].includes(error.httpStatus)) throw error;
  }
  const wanted = quoted(`smtp:${address}`);
  const { value } = await graph
    .get('/users', z.object({ value: z.array(graphUser) }), {
      query: { $filter: `mail eq ${quoted(address)} or proxyAddresses/any(x:x eq ${wanted})`, $select: USER_FIELDS },
    })
    .catch((error: unknown) => {
      if (error instanceof GraphFailure && error.code === 'EXCHANGE_REFUSED') return { value: [] };
      throw error;
    });
  const [found] = value.filter((user) => addressesOf(user).includes(address.toLowerCase()));
  if (found === undefined) throw new ReadbackError('MAILBOX_NOT_FOUND', `No user of the tenant has the address ${address}.`);
  return found;
}

/** A user whose Inbox is not there has no mailbox online: on-premises, or no licence (graph error MailboxNotEnabledForRESTAPI). */
async function requireOnlineMailbox(graph: Graph, userId: string): Promise<void> {
  try {
    await graph.get(path`/users/${userId}/mailFolders/inbox`, folder, { query: { $select: 'id' } });
  } catch (error) {
    const answersNothing = isGone(error) || (error instanceof GraphFailure && /^Mailbox(NotEnabled|NotHosted)/i.test(error.graphCode));
    if (answersNothing) throw new ReadbackError('MAILBOX_NOT_ONLINE', undefined, {}, { cause: error });
    throw error;
  }
}

async function readTimeZone(graph: Graph, userId: string): Promise<{ timeZone: string; warnings: string[] }> {
  try {
    const settings = await graph.get(path`/users/${userId}/mailboxSettings`, mailboxSettings);
    return { timeZone: ianaZone(settings.timeZone ?? ''), warnings: [] };
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.code === 'EXCHANGE_UNREACHABLE') throw error;
    return {
      timeZone: 'UTC',
      warnings: ['The time zone of the mailbox could not be read, so UTC is used. Grant the permission MailboxSettings.Read and add the mailbox again.'],
    };
  }
}

function addressesOf(user: GraphUser): string[] {
  const proxies = (user.proxyAddresses ?? []).filter((proxy) => /^smtp:/i.test(proxy));
  const primary = proxies.filter((proxy) => proxy.startsWith('SMTP:'));
  const others = proxies.filter((proxy) => !proxy.startsWith('SMTP:'));
  const all = [...primary.map(withoutPrefix), user.mail, ...others.map(withoutPrefix), user.userPrincipalName];
  return [...new Set(all.flatMap((address) => (address?.includes('@') === true ? [address.toLowerCase()] : [])))];
}

function withoutPrefix(proxy: string): string {
  return proxy.slice('smtp:'.length);
}
