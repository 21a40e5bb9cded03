import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * Certificates of the tests' own, made by openssl for each run: of an authority that nobody trusts unless told to.
 */

export interface Certificate {
  certificate: string;
  key: string;
}

export interface Authority extends Certificate {
  /** A certificate for these names, as `DNS:localhost`; `days` may have passed already. */
  issue(subject: string, names: readonly string[], days?: number): Certificate;
}

const inDirectory = <T>(work: (path: (name: string) => string) => T): T => {
  const directory = mkdtempSync(join(tmpdir(), 'filmdesk-certificates-'));
  try {
    return work((name) => join(directory, name));
  } finally {
    rmSync(directory, { recursive: true });
  }
};

/** Runs openssl with options by their names; an option without a value stands alone. */
function openssl(command: string, options: Record<string, string | true>): void {
  const words = Object.entries(options).flatMap(([name, value]) =>
    value === true ? [`-${name}`] : [`-${name}`, value],
  );
  execFileSync('openssl', [command, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
}

const newKey = { newkey: 'ec', pkeyopt: 'ec_paramgen_curve:P-256', nodes: true } as const;

/** A certificate that vouches for itself, and can vouch for others. */
export function makeAuthority(subject: string, names: readonly string[] = []): Authority {
  const own = inDirectory((path) => {
    openssl('req', {
      x509: true,
      ...newKey,
      keyout: path('key'),
      out: path('certificate'),
      subj: `/CN=${subject}`,
      days: '30',
      ...(names.length > 0 && { addext: `subjectAltName=${names.join(',')}` }),
    });
    return { certificate: readFileSync(path('certificate'), 'utf8'), key: readFileSync(path('key'), 'utf8') };
  });
  return { ...own, issue: (...wanted) => issue(own, ...wanted) };
}

function issue(authority: Certificate, subject: string, names: readonly string[], days = 30): Certificate {
  return inDirectory((path) => {
    writeFileSync(path('authority'), authority.certificate);
    writeFileSync(path('authority-key'), authority.key);
    writeFileSync(path('extensions'), names.length > 0 ? `subjectAltName=${names.join(',')}\n` : '');
    openssl('req', { ...newKey, keyout: path('key'), out: path('request'), subj: `/CN=${subject}` });
    openssl('x509', {
      req: true,
      in: path('request'),
      CA: path('authority'),
      CAkey: path('authority-key'),
      CAcreateserial: true,
      out: path('certificate'),
      days: String(days),
      extfile: path('extensions'),
    });
    return { certificate: readFileSync(path('certificate'), 'utf8'), key: readFileSync(path('key'), 'utf8') };
  });
}
