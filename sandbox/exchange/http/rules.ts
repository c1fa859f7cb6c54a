// Inbox rules: /users/{id}/mailFolders/inbox/messageRules, as far as the sandbox carries them out.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { GraphError } from '../errors.js';
import { folderId } from '../ids.js';
import type { Json } from '../representation.js';
import type { Mailbox } from '../store/index.js';
import type { Rule } from '../store/rule.js';
import type { Call } from './call.js';
import { folderIn, type Route, type Services } from './routing.js';

const recipient = z.object({ emailAddress: z.object({ name: z.string().nullish(), address: z.string() }) });
const texts = z.array(z.string().min(1)).min(1).optional();

const ruleInput = z.strictObject({
  displayName: z.string().min(1),
  sequence: z.number().int(),
  isEnabled: z.boolean().default(true),
  conditions: z.strictObject({ fromAddresses: z.array(recipient).min(1).optional(), senderContains: texts, subjectContains: texts }).prefault({}),
  actions: z.strictObject({
    moveToFolder: z.string().optional(),
    markAsRead: z.boolean().optional(),
    delete: z.boolean().optional(),
    stopProcessingRules: z.boolean().optional(),
  }),
});

const BASE = '/users/:user/mailFolders/:folder/messageRules';

export function ruleRoutes(route: Route, services: Services): void {
  const { store } = services;
  const context = (mailbox: Mailbox) => `${services.root()}/$metadata#users('${mailbox.user.id}')/mailFolders('inbox')/messageRules`;

  route('get', BASE, (call) => {
    const mailbox = mailboxIn(call, 'MailboxSettings.Read');
    return { status: 200, json: { '@odata.context': context(mailbox), value: [...mailbox.rules.values()].map((rule) => ruleJson(mailbox, rule)) } };
  });
  route('post', BASE, (call) => {
    const mailbox = mailboxIn(call, 'MailboxSettings.ReadWrite');
    const rule = { id: randomUUID(), ...asked(mailbox, call) };
    store.putRule(mailbox, rule);
    return { status: 201, json: { '@odata.context': `${context(mailbox)}/$entity`, ...ruleJson(mailbox, rule) } };
  });
  route('get', `${BASE}/:rule`, (call) => {
    const mailbox = mailboxIn(call, 'MailboxSettings.Read');
    return { status: 200, json: { '@odata.context': `${context(mailbox)}/$entity`, ...ruleJson(mailbox, named(mailbox, call)) } };
  });
  route('delete', `${BASE}/:rule`, (call) => {
    const mailbox = mailboxIn(call, 'MailboxSettings.ReadWrite');
    store.removeRule(mailbox, named(mailbox, call).id);
    return { status: 204 };
  });
}

function mailboxIn(call: Call, permission: 'MailboxSettings.Read' | 'MailboxSettings.ReadWrite'): Mailbox {
  const mailbox = call.mailbox(permission);
  if (folderIn(mailbox, call.param('folder')).displayName !== 'Inbox') throw new GraphError('BadRequest', 'Only the Inbox has rules.');
  return mailbox;
}

function named(mailbox: Mailbox, call: Call): Rule {
  const rule = mailbox.rules.get(call.param('rule'));
  if (rule === undefined) throw new GraphError('ErrorItemNotFound');
  return rule;
}

function asked(mailbox: Mailbox, call: Call): Omit<Rule, 'id'> {
  const { conditions, actions, ...rest } = call.body(ruleInput);
  const { fromAddresses, ...others } = conditions;
  const { moveToFolder, ...done } = actions;
  return {
    ...rest,
    conditions: { ...others, fromAddresses: fromAddresses?.map(({ emailAddress }) => emailAddress.address) },
    actions: { ...done, moveToFolder: moveToFolder === undefined ? undefined : folderIn(mailbox, moveToFolder).number },
  };
}

function ruleJson(mailbox: Mailbox, { conditions, actions, ...rest }: Rule): Json {
  const { fromAddresses, ...others } = conditions;
  const { moveToFolder, ...done } = actions;
  return {
    ...rest,
    hasError: false,
    isReadOnly: false,
    conditions: { ...others, ...(fromAddresses && { fromAddresses: fromAddresses.map((address) => ({ emailAddress: { name: address, address } })) }) },
    actions: { ...done, ...(moveToFolder !== undefined && { moveToFolder: folderId(mailbox.user.id, moveToFolder) }) },
    exceptions: null,
  };
}
