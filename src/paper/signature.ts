/**
 * A signature for PDF files: CMS (RFC 5652) with ES256 and the attribute that PAdES asks for (ETSI EN 319 142-1), under a
 * certificate that the key issues to itself. Who trusts the key, by its thumbprint, trusts the file. The same bytes have
 * the same signature.
 */
import { createHash, type KeyObject } from 'node:crypto';
import { signEs256 } from '../labels/ecdsa.js';
import { bits, integer, nothing, octets, oid, sequence, setOf, tagged, utcTime, utf8, element } from './der.js';

export interface Signer {
  privateKey: KeyObject;
  publicKey: KeyObject;
  /** Since when the key signs. */
  since: Date;
  /** Who signs, as readers of PDF show it. */
  name: string;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const algorithms = {
  sha256: sequence(oid('2.16.840.1.101.3.4.2.1'), nothing()),
  es256: sequence(oid('1.2.840.10045.4.3.2')),
};
const types = {
  data: oid('1.2.840.113549.1.7.1'),
  signedData: oid('1.2.840.113549.1.7.2'),
  contentType: oid('1.2.840.113549.1.9.3'),
  messageDigest: oid('1.2.840.113549.1.9.4'),
  signingCertificate: oid('1.2.840.113549.1.9.16.2.47'), // version 2, RFC 5035
  commonName: oid('2.5.4.3'),
  keyUsage: oid('2.5.29.15'),
};
const one = Buffer.of(1);

/** Years that a certificate lasts: as long as its key is published. */
const years = 20;

/** X.509 version 3 (RFC 5280), to sign and for nothing else. */
export function certificateOf(signer: Signer): Buffer {
  const publicKey = signer.publicKey.export({ type: 'spki', format: 'der' });
  const until = new Date(signer.since);
  until.setUTCFullYear(until.getUTCFullYear() + years);
  const usage = octets(element(0x03, Buffer.of(6, 0xc0))); // digitalSignature, nonRepudiation
  const body = sequence(
    tagged(0, integer(Buffer.of(2))),
    serialOf(signer),
    algorithms.es256,
    nameOf(signer),
    sequence(utcTime(signer.since), utcTime(until)),
    nameOf(signer),
    publicKey,
    tagged(3, sequence(sequence(types.keyUsage, element(0x01, Buffer.of(0xff)), usage))),
  );
  return sequence(body, algorithms.es256, bits(signatureOf(body, signer)));
}

/** The signature of bytes that stand elsewhere, as a CMS message in DER. */
export function signDetached(content: Uint8Array, signer: Signer): Buffer {
  const certificate = certificateOf(signer);
  const attributes = setOf(
    sequence(types.contentType, setOf(types.data)),
    sequence(types.messageDigest, setOf(octets(sha256(content)))),
    sequence(types.signingCertificate, setOf(sequence(sequence(sequence(octets(sha256(certificate))))))),
  );
  const signerInfo = sequence(
    integer(one),
    sequence(nameOf(signer), serialOf(signer)),
    algorithms.sha256,
    Buffer.concat([Buffer.of(0xa0), attributes.subarray(1)]), // the SET under its implicit tag
    algorithms.es256,
    octets(signatureOf(attributes, signer)),
  );
  const signed = sequence(
    integer(one),
    setOf(algorithms.sha256),
    sequence(types.data),
    tagged(0, certificate),
    setOf(signerInfo),
  );
  return sequence(types.signedData, tagged(0, signed));
}

function signatureOf(message: Uint8Array, { privateKey }: Signer): Buffer {
  const raw = signEs256(message, privateKey);
  return sequence(integer(raw.subarray(0, 32)), integer(raw.subarray(32)));
}

function nameOf({ name }: Signer): Buffer {
  return sequence(setOf(sequence(types.commonName, utf8(name))));
}

/** Follows from the key. */
function serialOf({ publicKey }: Signer): Buffer {
  return integer(sha256(publicKey.export({ type: 'spki', format: 'der' })).subarray(0, 16));
}
