/** Failures before there is a connection: nothing of the call has been sent. */
const NOT_CONNECTED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/;

/** Failures of TLS, each with its cause and the next step. */
const TLS: readonly (readonly [RegExp, string])[] = [
  [
    /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
    'its certificate has expired or is not valid yet; renew the certificate of the portal',
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    'its certificate is for another name; use the name of the certificate in portalUrl (PORTAL_URL)',
  ],
  [
    /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW/,
    'it speaks only versions of TLS older than 1.2; update what stands in front of the portal',
  ],
  [
    /^(ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|EPROTO)$/,
    'there is no TLS at this address; is the port of an https server in it?',
  ],
  [
    /CERT|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/,
    'its certificate is not trusted; if its authority is your own, name that in caCertificateFile (CA_CERTIFICATE_FILE)',
  ],
  [/^ERR_(TLS|SSL)_/, 'TLS with it fails; look at the certificate and the versions of TLS of the portal'],
];

/**
 * What a failed connection means, by the innermost code of a failed fetch such as ECONNREFUSED or CERT_HAS_EXPIRED.
 * `left`: some of the call may have reached the portal.
 */
export const connectionFailure = (code: string): { problem: string; left: boolean } => {
  const tls = TLS.find(([codes]) => codes.test(code));
  if (tls !== undefined) return { problem: tls[1], left: false };
  return { problem: 'is its address right and is it up?', left: !NOT_CONNECTED.test(code) };
};
