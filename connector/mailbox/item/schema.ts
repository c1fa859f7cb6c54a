/** A mail as Graph answers it (resources/message). Lenient: fields may be null, missing or unknown. */
import { z } from 'zod';

const recipient = z.object({
  emailAddress: z.object({ address: z.string().nullish(), name: z.string().nullish() }).nullish(),
});

const recipients = z.array(recipient).nullish();

export const graphMessage = z.object({
  id: z.string().min(1),
  '@removed': z.unknown().optional(),
  parentFolderId: z.string().nullish(),
  internetMessageId: z.string().nullish(),
  subject: z.string().nullish(),
  from: recipient.nullish(),
  sender: recipient.nullish(),
  toRecipients: recipients,
  ccRecipients: recipients,
  bccRecipients: recipients,
  receivedDateTime: z.string().nullish(),
  sentDateTime: z.string().nullish(),
  createdDateTime: z.string().nullish(),
  isDraft: z.boolean().nullish(),
  conversationId: z.string().nullish(),
  conversationIndex: z.string().nullish(),
  internetMessageHeaders: z.array(z.object({ name: z.string(), value: z.string().nullish() })).nullish(),
  singleValueExtendedProperties: z.array(z.object({ id: z.string(), value: z.string().nullish() })).nullish(),
});

export type GraphMessage = z.infer<typeof graphMessage>;
export type GraphRecipient = z.infer<typeof recipient>;
