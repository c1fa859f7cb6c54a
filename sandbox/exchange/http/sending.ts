// Writing and sending: drafts from JSON or MIME, send, replies, sendMail.
import { GraphError } from '../errors.js';
import { composeMime } from '../mail/compose.js';
import { parseMail, type MailFacts } from '../mail/parse.js';
import type { Item, Mailbox } from '../store/index.js';
import type { Answer, Call } from './call.js';
import { messageInput, replyInput, sendMailInput } from './message-input.js';
import { targetOf } from './messages.js';
import { entityAnswer, folderIn, type Route, type Services } from './routing.js';

export function sendingRoutes(route: Route, services: Services): void {
  const { drafts, transport } = services;

  route('post', '/users/:user/messages', async (call) => {
    const mailbox = call.mailbox('Mail.ReadWrite');
    const mime = call.mime();
    const draft = mime === undefined
      ? await drafts.createFromJson(mailbox, call.body(messageInput))
      : await drafts.createFromMime(mailbox, mime);
    return entityAnswer(services, call, 201, mailbox, draft);
  });

  // Like Graph, this one takes JSON only, and only Drafts makes sense to a mail connector.
  route('post', '/users/:user/mailFolders/:folder/messages', async (call) => {
    const mailbox = call.mailbox('Mail.ReadWrite');
    if (folderIn(mailbox, call.param('folder')).displayName !== 'Drafts') throw new GraphError('BadRequest', 'Messages are created in Drafts.');
    return entityAnswer(services, call, 201, mailbox, await drafts.createFromJson(mailbox, call.body(messageInput)));
  });

  route('post', '/users/:user/messages/:message/send', async (call) => {
    const { mailbox, item } = targetOf(services, call, 'Mail.Send');
    return sendDraft(services, mailbox, item);
  });

  for (const [action, toAll] of [['createReply', false], ['createReplyAll', true]] as const) {
    route('post', `/users/:user/messages/:message/${action}`, async (call) => {
      const { mailbox, item } = targetOf(services, call, 'Mail.ReadWrite');
      return entityAnswer(services, call, 201, mailbox, await replyDraft(services, call, mailbox, item, toAll));
    });
  }
  for (const [action, toAll] of [['reply', false], ['replyAll', true]] as const) {
    route('post', `/users/:user/messages/:message/${action}`, async (call) => {
      const { mailbox, item } = targetOf(services, call, 'Mail.Send');
      return sendDraft(services, mailbox, await replyDraft(services, call, mailbox, item, toAll));
    });
  }

  route('post', '/users/:user/sendMail', async (call) => {
    const mailbox = call.mailbox('Mail.Send');
    const given = call.mime();
    const input = given === undefined ? call.body(sendMailInput) : undefined;
    const mime = given ?? (await composeMime(drafts.contentOf(mailbox, input?.message ?? {})));
    refuseUnsendable(services, mailbox, (await parseMail(mime)).facts);
    await transport.sendMail(mailbox, mime, { composed: given === undefined, saveCopy: input?.saveToSentItems ?? true });
    return { status: 202 };
  });
}

async function replyDraft({ drafts }: Services, call: Call, mailbox: Mailbox, item: Item, toAll: boolean): Promise<Item> {
  const { comment, message } = call.body(replyInput);
  return drafts.createReply(mailbox, item, toAll, comment ?? null, message ?? {});
}

async function sendDraft(services: Services, mailbox: Mailbox, item: Item): Promise<Answer> {
  if (item.origin !== 'draft') throw new GraphError('ErrorInvalidItemForOperationSendItem');
  refuseUnsendable(services, mailbox, item.facts);
  await services.transport.sendDraft(mailbox, item);
  return { status: 202 };
}

function refuseUnsendable({ transport }: Services, mailbox: Mailbox, facts: MailFacts): void {
  if ([...facts.to, ...facts.cc, ...facts.bcc].every(({ address }) => address === '')) throw new GraphError('ErrorInvalidRecipients');
  if (!transport.maySendAs(mailbox, facts.from)) throw new GraphError('ErrorSendAsDenied');
}
