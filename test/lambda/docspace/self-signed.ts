import { generateKeyPairSync, sign } from 'node:crypto';

/** One DER element: tag, length, contents. */
const element = (tag: number, ...contents: Buffer[]): Buffer => {
  const content = Buffer.concat(contents);
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};

const sequence = (...contents: Buffer[]) => element(0x30, ...contents);
const oid = (hex: string) => element(0x06, Buffer.from(hex, 'hex'));
const time = (text: string) => element(0x17, Buffer.from(text));

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const LOCALHOST = sequence(element(0x31, sequence(oid('550403'), element(0x0c, Buffer.from('localhost')))));

/** A key and a certificate that nobody vouches for, made on the spot so that no private key lies in the repository. */
export const selfSigned = (): { key: string; cert: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = sequence(
    element(0x02, Buffer.from([1])),
    ECDSA_WITH_SHA256,
    LOCALHOST,
    sequence(time('250101000000Z'), time('491231235959Z')),
    LOCALHOST,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = element(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const certificate = sequence(body, ECDSA_WITH_SHA256, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
  };
};
