/**
 * The connector as an application known to Entra ID. Everything that needs a token (Graph, the
 * sign-in of the web app) builds its client here, so that secret, certificate and authority are
 * read one way. Tokens are cached in the memory of the client: keep one per purpose.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfidentialClientApplication, type Configuration } from '@azure/msal-node';
import type { Settings } from '../config/index.js';
import { ReadbackError } from '../errors.js';

type Azure = Settings['azure'];
type ClientCertificate = NonNullable<Configuration['auth']['clientCertificate']>;

const PRIVATE_KEY = /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----[\s\S]+?-----END (?:RSA |EC )?PRIVATE KEY-----/;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/;

/**
 * A client for the tenant of the settings. The certificate is preferred when a secret is set too.
 * Every authority is named as known: MSAL would otherwise ask Microsoft's cloud about hosts it has
 * never heard of, and wants the port in that name.
 * @throws ReadbackError SETTINGS_INVALID if the certificate file does not hold a key and a certificate
 */
export function confidentialClient(settings: Pick<Settings, 'azure'>): ConfidentialClientApplication {
  const { azure } = settings;
  return new ConfidentialClientApplication({
    auth: {
      clientId: azure.clientId,
      authority: `${azure.authorityHost}/${azure.tenantId}`,
      knownAuthorities: [new URL(azure.authorityHost).host],
      ...credential(azure),
    },
  });
}

function credential(azure: Azure): Pick<Configuration['auth'], 'clientCertificate' | 'clientSecret'> {
  if (azure.clientCertificatePath !== undefined) return { clientCertificate: readCertificate(azure.clientCertificatePath) };
  return azure.clientSecret === undefined ? {} : { clientSecret: azure.clientSecret };
}

function readCertificate(path: string): ClientCertificate {
  const pem = readFileSync(path, 'utf8');
  const privateKey = PRIVATE_KEY.exec(pem)?.[0];
  const certificate = CERTIFICATE.exec(pem)?.[0];
  if (privateKey === undefined || certificate === undefined) {
    throw new ReadbackError(
      'SETTINGS_INVALID',
      `AZURE_CLIENT_CERTIFICATE_PATH must name a PEM file with an unencrypted private key and its certificate; ${privateKey === undefined ? 'no such key' : 'no certificate'} is in it.`,
    );
  }
  return { thumbprintSha256: new X509Certificate(certificate).fingerprint256.replaceAll(':', ''), privateKey };
}
