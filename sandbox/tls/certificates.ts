/**
 * The sandbox's own certificate authority and the server certificate for localhost, kept in its data directory.
 *
 * Microsoft's libraries insist on https for the authority, so the sandbox needs a certificate that clients verify for
 * real: they trust `ca.pem` (NODE_EXTRA_CA_CERTS). The authority lives ten years, the server certificate one; both are
 * made anew at a start that finds them missing, unreadable or near their end.
 * Keys are readable by their owner alone.
 */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { X509Certificate, createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from './files.js';

const DAY_MS = 86_400_000;
const AUTHORITY_LIFE_MS = 3650 * DAY_MS;
const SERVER_LIFE_MS = 365 * DAY_MS;
const RENEW_AUTHORITY_BEFORE_MS = 400 * DAY_MS;
const RENEW_SERVER_BEFORE_MS = 30 * DAY_MS;
/** Certificates begin a day early, for machines whose clocks differ. */
const BEGIN_BEFORE_MS = DAY_MS;

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** What a TLS server is started with, PEM. */
export interface TlsIdentity {
  /** File of the authority's certificate, for NODE_EXTRA_CA_CERTS. */
  readonly caPath: string;
  readonly certificate: string;
  readonly key: string;
}

interface Pair {
  certificate: string;
  key: string;
}

/** Reads the certificates in `directory`, making those that are missing or near their end at `now`. */
export async function openTlsIdentity(directory: string, now = new Date()): Promise<TlsIdentity> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const caPath = join(directory, 'ca.pem');
  const authorityFiles = { certificate: caPath, key: join(directory, 'ca.key') };
  const serverFiles = { certificate: join(directory, 'server.pem'), key: join(directory, 'server.key') };

  const kept = await readPair(authorityFiles, new Date(now.getTime() + RENEW_AUTHORITY_BEFORE_MS));
  const authority = kept ?? (await writePair(authorityFiles, await makeAuthority(now)));
  const current = await readPair(serverFiles, new Date(now.getTime() + RENEW_SERVER_BEFORE_MS));
  const server = current !== undefined && isIssuedBy(current, authority) ? current : await writePair(serverFiles, await makeServer(authority, now));
  return { caPath, ...server };
}

async function makeAuthority(now: Date): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=Readback sandbox ${randomBytes(4).toString('hex')}`,
    notBefore: new Date(now.getTime() - BEGIN_BEFORE_MS),
    notAfter: new Date(now.getTime() + AUTHORITY_LIFE_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await exportKey(keys.privateKey) };
}

async function makeServer(authority: Pair, now: Date): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const issuer = new x509.X509Certificate(authority.certificate);
  const pkcs8 = createPrivateKey(authority.key).export({ type: 'pkcs8', format: 'der' });
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=localhost',
    issuer: issuer.subject,
    notBefore: new Date(now.getTime() - BEGIN_BEFORE_MS),
    notAfter: new Date(now.getTime() + SERVER_LIFE_MS),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await exportKey(keys.privateKey) };
}

/** RFC 5280 section 4.1.2.2: positive, at most 20 octets. */
function serialNumber(): string {
  return `01${randomBytes(15).toString('hex')}`;
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

/** The pair in these files when it is whole and still valid at `until`. */
async function readPair(files: Pair, until: Date): Promise<Pair | undefined> {
  try {
    const pair = { certificate: await readFile(files.certificate, 'utf8'), key: await readFile(files.key, 'utf8') };
    const certificate = new X509Certificate(pair.certificate);
    const fits = certificate.checkPrivateKey(createPrivateKey(pair.key)) && new Date(certificate.validTo) > until;
    return fits ? pair : undefined;
  } catch {
    return undefined;
  }
}

function isIssuedBy(pair: Pair, authority: Pair): boolean {
  const certificate = new X509Certificate(pair.certificate);
  return certificate.checkIssued(new X509Certificate(authority.certificate)) && certificate.verify(new X509Certificate(authority.certificate).publicKey);
}

async function writePair(files: Pair, pair: Pair): Promise<Pair> {
  await replaceFile(files.key, pair.key);
  await replaceFile(files.certificate, pair.certificate);
  return pair;
}
