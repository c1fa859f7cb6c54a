/**
 * The registration of the one application: its secret, its certificates and its redirect addresses.
 *
 * The secret is made once per data directory. A certificate is registered by putting its PEM file into
 * `certificates/`; the folder is read at every use, so no restart is needed.
 */
import { X509Certificate, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../tls/files.js';
import { APPLICATION } from './tenant.js';

const stored = z.object({ clientSecret: z.string().min(32) });
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Base64url digests under which an assertion names its certificate (RFC 7515 sections 4.1.7 and 4.1.8). */
export interface Thumbprints {
  sha1?: string | undefined;
  sha256?: string | undefined;
}

export class Registration {
  readonly clientId = APPLICATION.clientId;

  private constructor(
    readonly clientSecret: string,
    /** Folder whose PEM files are the registered certificates. */
    readonly certificateDirectory: string,
  ) {}

  static async open(directory: string): Promise<Registration> {
    const path = join(directory, 'entra-registration.json');
    const text = await readFile(path, 'utf8').catch(() => undefined);
    const found = text === undefined ? undefined : stored.parse(JSON.parse(text));
    const { clientSecret } = found ?? { clientSecret: randomBytes(30).toString('base64url') };
    if (found === undefined) await replaceFile(path, JSON.stringify({ clientSecret }));
    const certificates = join(directory, 'certificates');
    await mkdir(certificates, { recursive: true, mode: 0o700 });
    return new Registration(clientSecret, certificates);
  }

  isSecret(given: string): boolean {
    return timingSafeEqual(digest(given), digest(this.clientSecret));
  }

  /** The registered certificate under that thumbprint. Files that hold none are passed over. */
  async findCertificate(thumbprints: Thumbprints): Promise<X509Certificate | undefined> {
    const names = await readdir(this.certificateDirectory);
    const texts = await Promise.all(names.map((name) => readFile(join(this.certificateDirectory, name), 'utf8').catch(() => '')));
    return texts
      .flatMap((text) => text.match(PEM_CERTIFICATE) ?? [])
      .flatMap(parseCertificate)
      .find((certificate) => {
        const { sha1, sha256 } = thumbprintsOf(certificate);
        return thumbprints.sha256 === undefined ? thumbprints.sha1 === sha1 : thumbprints.sha256 === sha256;
      });
  }

  /** Any path on localhost, whatever the port, and the redirect that nested app authentication uses. */
  acceptsRedirect(address: string): boolean {
    if (!URL.canParse(address)) return false;
    const { protocol, hostname, hash } = new URL(address);
    return ['http:', 'https:', 'brk-multihub:'].includes(protocol) && hostname === 'localhost' && hash === '';
  }
}

export function thumbprintsOf(certificate: X509Certificate): Required<Thumbprints> {
  const hash = (algorithm: string): string => createHash(algorithm).update(certificate.raw).digest('base64url');
  return { sha1: hash('sha1'), sha256: hash('sha256') };
}

function parseCertificate(pem: string): X509Certificate[] {
  try {
    return [new X509Certificate(pem)];
  } catch {
    return [];
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
