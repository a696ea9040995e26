import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** One DER element: tag, length, contents. */
const element = (tag: number, ...contents: Buffer[]): Buffer => {
  const content = Buffer.concat(contents);
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};

const sequence = (...contents: Buffer[]) => element(0x30, ...contents);
const oid = (hex: string) => element(0x06, Buffer.from(hex, 'hex'));
const time = (text: string) => element(0x17, Buffer.from(text));
const named = (name: string) =>
  sequence(element(0x31, sequence(oid('550403'), element(0x0c, Buffer.from(name)))));
const extension = (id: string, content: Buffer) => sequence(oid(id), element(0x04, content));

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const TRUE = element(0x01, Buffer.from([0xff]));
const VERSION_3 = element(0xa0, element(0x02, Buffer.from([2])));

export type Certificate = { name: string; privateKey: KeyObject; key: string; cert: string };

/**
 * A key and a certificate, made on the spot so that no private key lies in the repository.
 * @param issuer who signs it; itself where there is none
 * @param until the end of its validity, as YYMMDD
 */
export const certificate = (
  name: string,
  { issuer, isCa = false, until = '491231' }: { issuer?: Certificate; isCa?: boolean; until?: string } = {},
): Certificate => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = sequence(
    VERSION_3,
    element(0x02, Buffer.from([isCa ? 1 : 2])),
    ECDSA_WITH_SHA256,
    named(issuer?.name ?? name),
    sequence(time('200101000000Z'), time(`${until}235959Z`)),
    named(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    element(
      0xa3,
      sequence(
        extension('551d13', isCa ? sequence(TRUE) : sequence()),
        extension('551d11', sequence(element(0x82, Buffer.from(name)))),
      ),
    ),
  );
  const signature = element(0x03, Buffer.from([0]), sign('sha256', body, issuer?.privateKey ?? privateKey));
  const base64 = sequence(body, ECDSA_WITH_SHA256, signature).toString('base64');
  return {
    name,
    privateKey,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
};

/** A certificate that nobody trusts. */
export const selfSigned = (): { key: string; cert: string } => certificate('localhost');
