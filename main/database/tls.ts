import { readFileSync } from 'node:fs';
import * as nodeTls from 'node:tls';
import { FilmdeskError } from '../contract/failures.ts';
import type { ConnectionSettings } from './settings.ts';

/** What is done about encryption on one attempt to connect. */
export type TlsStage = 'plain' | 'tls' | 'tls-ca' | 'tls-name';

/** Stages to try for each mode, in order; the first that the server takes is kept. */
export const tlsStages: Record<ConnectionSettings['tls'], readonly TlsStage[]> = {
  off: ['plain'],
  allow: ['plain', 'tls'],
  prefer: ['tls', 'plain'],
  encrypt: ['tls'],
  'verify-ca': ['tls-ca'],
  'verify-full': ['tls-name'],
};

/** TLS options of a stage; false without TLS. Fails with `wrong-login` where a certificate's file can't be read. */
export function tlsOptions(settings: ConnectionSettings, stage: TlsStage): nodeTls.ConnectionOptions | false {
  if (stage === 'plain') return false;
  const { rootCertificate, clientCertificate, clientKey } = settings;
  const isChecked = stage !== 'tls';
  return {
    rejectUnauthorized: isChecked,
    ...(isChecked && {
      ca: rootCertificate ? readPem(rootCertificate, 'root certificate') : systemCertificates(),
    }),
    ...(stage === 'tls-ca' && { checkServerIdentity: () => undefined }),
    ...(clientCertificate && { cert: readPem(clientCertificate, 'client certificate') }),
    ...(clientKey && { key: readPem(clientKey, 'client key') }),
  };
}

function readPem(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new FilmdeskError(
      {
        code: 'wrong-login',
        sentence: `The ${what} ${path} can’t be read.`,
        advice: 'Check that the file is there and yours to read.',
      },
      { cause },
    );
  }
}

const linuxBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

let system: string[] | undefined;

/** The authorities that this computer trusts, and those that Node brings along. */
function systemCertificates(): string[] {
  if (system) return system;
  const known = nodeTls as typeof nodeTls & { getCACertificates?: (kind: 'system') => string[] };
  const own = known.getCACertificates?.('system') ?? linuxCertificates();
  system = [...nodeTls.rootCertificates, ...own];
  return system;
}

/** Older Node has no way to ask the system; on Linux its certificates are one file. */
function linuxCertificates(): string[] {
  for (const path of [process.env['SSL_CERT_FILE'], ...linuxBundles]) {
    if (!path) continue;
    try {
      return [readFileSync(path, 'utf8')];
    } catch {
      // Another distribution keeps it elsewhere.
    }
  }
  return [];
}
