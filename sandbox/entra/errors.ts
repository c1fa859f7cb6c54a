/**
 * Refusals as Microsoft Entra words them: an OAuth error, an AADSTS number and a sentence (the numbers are those of
 * "Microsoft Entra authentication and authorization error codes"). One table; the details go into the sentence.
 */
import { randomUUID } from 'node:crypto';

const REFUSALS = {
  tenantNotFound: [90002, 'invalid_request', 400, "Tenant '{0}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud."],
  malformed: [9002313, 'invalid_request', 400, 'Invalid request. Request is malformed or invalid.'],
  parameterMissing: [900144, 'invalid_request', 400, "The request body must contain the following parameter: '{0}'."],
  grantUnsupported: [70003, 'unsupported_grant_type', 400, "The app requested an unsupported grant type '{0}'."],
  responseTypeUnsupported: [700054, 'unsupported_response_type', 400, "response_type '{0}' is not enabled for the application."],
  responseModeUnsupported: [900412, 'invalid_request', 400, "The response_mode '{0}' is not supported."],
  applicationUnknown: [700016, 'unauthorized_client', 400, "Application with identifier '{0}' was not found in the directory '{1}'."],
  redirectMismatch: [50011, 'invalid_request', 400, "The redirect URI '{0}' specified in the request does not match the redirect URIs configured for the application '{1}'."],
  credentialMissing: [7000218, 'invalid_client', 401, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."],
  secretInvalid: [7000215, 'invalid_client', 401, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{0}'."],
  assertionMalformed: [50027, 'invalid_request', 400, 'JWT token is invalid or malformed. [{0}]'],
  assertionAlgorithm: [5002738, 'invalid_client', 401, "Invalid JWT token. '{0}' is not a supported signature algorithm."],
  assertionSignature: [700027, 'invalid_client', 401, 'The certificate with identifier used to sign the client assertion is not registered on application, or the signature is invalid. [Reason - {0}]'],
  assertionAudience: [700023, 'invalid_client', 401, 'Client assertion audience claim does not match Realm issuer.'],
  assertionClient: [700021, 'invalid_client', 401, "Client assertion application identifier doesn't match 'client_id' parameter."],
  assertionTime: [700024, 'invalid_client', 401, 'Client assertion is not within its valid time range. {0}'],
  scopeNotDefault: [1002012, 'invalid_scope', 400, "The provided value for scope {0} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."],
  scopeInvalid: [70011, 'invalid_scope', 400, "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope '{0}' does not exist or no administrator has agreed to it."],
  scopeMixed: [28000, 'invalid_scope', 400, 'Provided value for the input parameter scope is not valid because it contains more than one resource. Scope {0} is not valid.'],
  resourceUnknown: [500011, 'invalid_resource', 400, "The resource principal named {0} was not found in the tenant named {1}."],
  codeInvalid: [70000, 'invalid_grant', 400, "The provided value for the 'code' parameter is not valid."],
  codeExpired: [70008, 'invalid_grant', 400, 'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.'],
  codeRedeemed: [54005, 'invalid_grant', 400, 'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.'],
  refreshInvalid: [9002313, 'invalid_grant', 400, 'Invalid request. Request is malformed or invalid.'],
  refreshExpired: [700082, 'invalid_grant', 400, 'The refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.'],
  replyMismatch: [500112, 'invalid_grant', 400, "The reply address '{0}' does not match the reply address '{1}' provided when requesting Authorization code."],
  verifierMissing: [501471, 'invalid_grant', 400, "Missing code_verifier corresponding to the code_challenge supplied in the authorization request."],
  verifierMismatch: [501481, 'invalid_grant', 400, 'The Code_Verifier does not match the code_challenge supplied in the authorization request.'],
  challengeMethod: [501491, 'invalid_request', 400, "The code_challenge must be an S256 challenge of 43 characters (code_challenge_method '{0}')."],
  proofRequired: [9002325, 'invalid_request', 400, 'Proof Key for Code Exchange is required for cross-origin authorization code redemption.'],
  notSignedIn: [50058, 'login_required', 400, 'Session information is not sufficient for single-sign-on: a silent sign-in request was sent but no user is signed in.'],
  cancelled: [65004, 'access_denied', 400, 'The user did not complete the sign-in.'],
  userUnknown: [50034, 'invalid_grant', 400, "The user account {0} does not exist in the {1} directory."],
} as const satisfies Record<string, readonly [code: number, error: string, status: number, sentence: string]>;

export type Refusal = keyof typeof REFUSALS;

/** What goes over the wire beside `error`. */
export interface EntraErrorBody {
  error: string;
  error_description: string;
  error_codes: number[];
  timestamp: string;
  trace_id: string;
  correlation_id: string;
}

export class EntraError extends Error {
  readonly code: `AADSTS${number}`;
  readonly number: number;
  readonly error: string;
  readonly status: number;

  constructor(refusal: Refusal, ...details: string[]) {
    const [number, error, status, sentence] = REFUSALS[refusal];
    super(sentence.replace(/\{(\d)\}/g, (_, index: string) => details[Number(index)] ?? ''));
    this.number = number;
    this.code = `AADSTS${number}`;
    this.error = error;
    this.status = status;
  }

  /** @param correlationId what the client sent as `client-request-id`, if anything */
  toBody(now: Date, correlationId: string = randomUUID()): EntraErrorBody {
    const traceId = randomUUID();
    const timestamp = now.toISOString().replace('T', ' ').replace(/\.\d+Z$/, 'Z');
    return {
      error: this.error,
      error_description: `${this.code}: ${this.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [this.number],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
    };
  }
}
