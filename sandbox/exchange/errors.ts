// Every refusal Exchange answers with, in Graph's words. `code` is Graph's, so that a client sees what it would see from Microsoft.

export class UnknownMailboxError extends Error {
  readonly code = 'SANDBOX_UNKNOWN_MAILBOX';
  constructor(readonly address: string) {
    super(`No mailbox of the tenant has the address ${address}.`);
  }
}

const REFUSALS = {
  InvalidAuthenticationToken: [401, 'Access token is empty, expired or not valid.'],
  ErrorAccessDenied: [403, 'Access is denied. Check credentials and try again.'],
  Authorization_RequestDenied: [403, 'Insufficient privileges to complete the operation.'],
  ErrorSendAsDenied: [403, 'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account.'],
  ErrorItemNotFound: [404, 'The specified object was not found in the store.'],
  ErrorInvalidUser: [404, 'The requested user is invalid.'],
  Request_ResourceNotFound: [404, 'The resource does not exist or one of its queried reference-property objects are not present.'],
  ResourceNotFound: [404, 'The object was not found.'],
  MailboxNotEnabledForRESTAPI: [404, 'REST API is not yet supported for this mailbox.'],
  ErrorInvalidIdMalformed: [400, 'Id is malformed.'],
  ErrorInvalidRecipients: [400, "At least one recipient isn't valid., A message can't be sent because it contains no recipients."],
  ErrorInvalidPropertySet: [400, 'The property is not valid for this object type or cannot be set now.'],
  ErrorMimeContentInvalidBase64String: [400, 'Invalid base64 string for MIME content.'],
  ErrorMessageSizeExceeded: [413, 'The message exceeds the maximum supported size.'],
  ErrorInvalidItemForOperationSendItem: [400, 'Only a draft can be sent.'],
  ErrorIrresolvableConflict: [409, 'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.'],
  ErrorFolderExists: [409, 'A folder with the specified name already exists.'],
  InvalidInternetMessageHeader: [400, "The internet message header should start with 'x-' or 'X-'."],
  InvalidInternetMessageHeaderCollection: [400, 'Maximum number of headers in one message should be less than or equal to 5.'],
  RequestBodyRead: [400, 'The request body does not fit the resource.'],
  BadRequest: [400, 'The request is not valid.'],
  ErrorInvalidUrlQueryFilter: [400, "The OData query parameter '$filter' is not valid."],
  InefficientFilter: [400, 'The restriction or sort order is too complex for this operation.'],
  SyncStateInvalid: [400, 'The sync state is not valid.'],
  SyncStateNotFound: [410, 'The sync state generation is not found; continuing would lead to missing changes. Begin a new synchronization.'],
  resyncRequired: [410, 'Resync required. Replace any local items with the version from the server.'],
  QuotaExceeded: [403, 'The number of active subscriptions for this resource is over its limit.'],
  ErrorMoveCopyFailed: [400, 'The item cannot be moved there.'],
  FailedDependency: [424, 'A request this one depends on did not succeed.'],
  ServiceUnavailable: [503, 'The service is temporarily unavailable.'],
  GatewayTimeout: [504, 'The gateway did not receive a timely answer.'],
  ValidationError: [400, 'Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.'],
  InvalidRequest: [400, 'The subscription is not valid.'],
  ExtensionError: [400, 'The operation could not be carried out.'],
  Conflict: [409, 'Subscription already exists for the requested combination.'],
  ApplicationThrottled: [429, 'Application is over its MailboxConcurrency limit.'],
  UnknownError: [500, 'An unknown error occurred.'],
} as const satisfies Record<string, readonly [number, string]>;

export type RefusalCode = keyof typeof REFUSALS;

export class GraphError extends Error {
  readonly status: number;
  constructor(
    readonly code: RefusalCode,
    message?: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    const [status, standard] = REFUSALS[code];
    super(message ?? standard);
    this.status = status;
  }
}
