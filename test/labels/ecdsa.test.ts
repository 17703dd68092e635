import { createPrivateKey, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { isLowS, signEs256 } from '../../src/labels/ecdsa.js';

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const hex = (text: string) => Buffer.from(text, 'hex');

/** RFC 6979, appendix A.2.5: key and signatures with SHA-256. */
const rfcKey = createPrivateKey({
  format: 'jwk',
  key: {
    kty: 'EC',
    crv: 'P-256',
    d: hex('C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721').toString('base64url'),
    x: hex('60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6').toString('base64url'),
    y: hex('7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299').toString('base64url'),
  },
});
const rfcSignatures = {
  sample: [
    'EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716',
    'F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8',
  ],
  test: [
    'F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367',
    '019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083',
  ],
} as const;

describe('deterministic ES256', () => {
  for (const [message, [r, s]] of Object.entries(rfcSignatures)) {
    it(`signs “${message}” as RFC 6979 does, with the lower s`, () => {
      const given = BigInt(`0x${s}`);
      const lower = given > order / 2n ? order - given : given;
      const expected = (r + lower.toString(16).padStart(64, '0')).toLowerCase();
      expect(signEs256(message, rfcKey).toString('hex')).to.equal(expected);
    });
  }

  it('is what another implementation of RFC 6979 gives', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.string(), (seed, message) => {
        fc.pre(p256.utils.isValidSecretKey(seed));
        const [x, y] = [
          ...(/^(.{2})(.{64})(.{64})$/.exec(Buffer.from(p256.getPublicKey(seed, false)).toString('hex')) ?? []),
        ].slice(2);
        const part = (text: string | undefined) => hex(text ?? '').toString('base64url');
        const jwk = { kty: 'EC', crv: 'P-256', d: Buffer.from(seed).toString('base64url'), x: part(x), y: part(y) };
        const signature = signEs256(message, createPrivateKey({ format: 'jwk', key: jwk }));
        expect(signature).to.deep.equal(Buffer.from(p256.sign(Buffer.from(message), seed, { lowS: true })));
      }),
    );
  });

  it('verifies with any key, and is the same each time', () => {
    fc.assert(
      fc.property(fc.string(), (message) => {
        const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const signature = signEs256(message, privateKey);
        const key = { key: createPublicKey(privateKey), dsaEncoding: 'ieee-p1363' as const };
        expect(verify('sha256', Buffer.from(message), key, signature)).to.equal(true);
        expect(isLowS(signature)).to.equal(true);
        expect(signEs256(message, privateKey).equals(signature)).to.equal(true);
      }),
    );
  });
});
