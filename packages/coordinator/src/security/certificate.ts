import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { certificatePath } from './localAccess.js';
import { writePrivateFile } from './privateFile.js';

const KEY_FILE = 'certificate.key';
const DAY_MS = 86_400_000;
const VALID_DAYS = 825;
/** A certificate of our own that ends sooner is replaced at start. */
const RENEW_DAYS = 30;

/** PEM texts for a TLS server. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * The certificate in the data folder (an administrator may put one there), or a self-signed one made now. One of our
 * own (self-signed) is made anew 30 days before its end, or when its key is another one's; one that somebody else has
 * signed is never replaced: with the wrong key it is an error.
 * @param extraNames host names and IP addresses besides this machine's own.
 */
export async function readOrCreateCertificate(
  dataFolder: string,
  extraNames: readonly string[] = [],
  now = Date.now(),
): Promise<Certificate> {
  const existing = readCertificate(dataFolder);
  if (existing !== null && isUsable(existing, dataFolder, now)) return existing;
  const made = await makeCertificate([...new Set([...ownNames(), ...extraNames])], now);
  writePrivateFile(join(dataFolder, KEY_FILE), made.key);
  writePrivateFile(certificatePath(dataFolder), made.cert);
  return made;
}

function readCertificate(dataFolder: string): Certificate | null {
  try {
    return {
      cert: readFileSync(certificatePath(dataFolder), 'utf8'),
      key: readFileSync(join(dataFolder, KEY_FILE), 'utf8'),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** False for one of our own that should be made anew. */
function isUsable({ cert, key }: Certificate, dataFolder: string, now: number): boolean {
  const certificate = new X509Certificate(cert);
  const selfSigned = certificate.issuer === certificate.subject;
  const matches = certificate.checkPrivateKey(createPrivateKey(key));
  if (!matches && !selfSigned) {
    throw new Error(`${join(dataFolder, KEY_FILE)} is not the key of ${certificatePath(dataFolder)}.`);
  }
  return matches && (!selfSigned || Date.parse(certificate.validTo) >= now + RENEW_DAYS * DAY_MS);
}

/** `localhost`, this machine's names and its addresses. */
function ownNames(): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .map((address) => address.address.replace(/%.*$/, ''));
  return ['localhost', hostname(), '127.0.0.1', '::1', ...addresses];
}

async function makeCertificate(names: readonly string[], now: number): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: hostname().slice(0, 64) }], {
    algorithm: 'sha256',
    keyType: 'ec',
    curve: 'P-256',
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + VALID_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}
