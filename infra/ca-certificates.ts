import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { codeOf } from './json-file.ts';

/** Where the certificates stand in the bundle, and so beside the function's code. */
export const CA_FILE = 'portal-ca.pem';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

const certificateOf = (pem: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
};

const problemOf = (pem: string, now: Date): string | undefined => {
  const certificate = certificateOf(pem);
  if (certificate === undefined) return 'cannot be read';
  if (!certificate.ca) return 'is not that of a certificate authority: name the one that signed it';
  if (certificate.validToDate < now) return `expired on ${certificate.validToDate.toISOString()}`;
  if (certificate.validFromDate > now)
    return `is valid only from ${certificate.validFromDate.toISOString()} on`;
  return undefined;
};

/**
 * What is wrong with a file of certificates in PEM, one or several, all of authorities and none expired; never what
 * the file holds.
 * @param folder where a relative path begins
 */
export const problemsOfCaFile = (path: string, folder: string, now: Date): string[] => {
  const tried = resolve(folder, path);
  let text: string;
  try {
    text = readFileSync(tried, 'utf8');
  } catch (error) {
    return [`${path} cannot be read (${codeOf(error)}: ${tried})`];
  }
  if (text.includes('PRIVATE KEY')) return [`${path} holds a private key, which must not be deployed`];
  const found = text.match(CERTIFICATE) ?? [];
  if (found.length === 0) return [`${path} holds no certificate in PEM (-----BEGIN CERTIFICATE-----)`];
  return found.flatMap((pem, position) => {
    const problem = problemOf(pem, now);
    return problem === undefined ? [] : [`${path}: certificate ${position + 1} ${problem}`];
  });
};
