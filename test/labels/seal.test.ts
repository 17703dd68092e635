import { createSecretKey, generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  buildLabelUri,
  labelPath,
  makeFullSeal,
  makeSerial,
  pathSignatureIsValid,
  readFullSeal,
  readSerial,
  serialIsGenuine,
  signPath,
  verifyPathSignature,
} from '../../src/labels/seal.js';

const key = { kid: 'k1', secret: createSecretKey(Buffer.alloc(32, 7)) };
const productKey = '01/09521234000013';
const path = `/${productKey}/10/L1/21/0000ABCDEFGHJKMNPQRS`;
const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const unit = fc.record({
  productKey: fc.constantFrom(productKey, 'p/MIEN-DONG'),
  lot: fc.string({ unit: fc.constantFrom(...crockford, '-', '/'), minLength: 1, maxLength: 20 }),
  index: fc.integer({ min: 0, max: 1_048_575 }),
});

/** Another character of the alphabet in one place. */
function change(text: string, place: number, step: number, alphabet: string): string {
  const at = place % text.length;
  const other = alphabet[(alphabet.indexOf(text.charAt(at)) + 1 + (step % (alphabet.length - 1))) % alphabet.length];
  return text.slice(0, at) + other + text.slice(at + 1);
}

describe('the serial of a label', () => {
  it('is the same in every process, for ever', () => {
    const serial = makeSerial({ key, productKey, lot: 'L1', index: 33 });
    // HMAC-SHA-256(32 bytes of 7, 'nguon-serial-1|k1|01/09521234000013|L1|33'), computed apart from this code
    expect(serial).to.equal('0011DDYHKJ6WRW7B5Z2C');
  });

  it('carries its index and is genuine, however it is typed', () => {
    fc.assert(
      fc.property(unit, (one) => {
        const serial = makeSerial({ key, ...one });
        expect(serial).to.match(/^[0-9A-HJKMNP-TV-Z]{20}$/);
        const grouped = serial.replace(/.{4}(?=.)/g, '$& ');
        const typed = grouped.toLowerCase().replace(/0/g, 'o').replace('1', 'l').replace(/1/g, 'I');
        for (const text of [serial, typed, typed.replace(/ /g, '-')]) {
          expect(readSerial(text)).to.deep.equal({ serial, index: one.index });
          expect(serialIsGenuine({ key, ...one, serial: text })).to.equal(true);
        }
      }),
    );
  });

  it('fails when any one character is another', () => {
    fc.assert(
      fc.property(unit, fc.nat(), fc.nat(), (one, place, step) => {
        const serial = change(makeSerial({ key, ...one }), place, step, crockford);
        expect(serialIsGenuine({ key, ...one, serial })).to.equal(false);
      }),
    );
  });

  it('fails for another lot, product or key', () => {
    const one = { key, productKey, lot: 'L1' };
    const serial = makeSerial({ ...one, index: 5 });
    expect(serialIsGenuine({ ...one, serial })).to.equal(true);
    expect(serialIsGenuine({ ...one, lot: 'L2', serial })).to.equal(false);
    expect(serialIsGenuine({ ...one, productKey: 'p/X', serial })).to.equal(false);
    expect(serialIsGenuine({ ...one, key: { ...key, kid: 'k2' }, serial })).to.equal(false);
    const secret = createSecretKey(Buffer.alloc(32, 8));
    expect(serialIsGenuine({ ...one, key: { ...key, secret }, serial })).to.equal(false);
  });

  it('is null for what cannot be a serial', () => {
    const serial = makeSerial({ key, productKey, lot: 'L1', index: 5 });
    for (const text of [
      '',
      serial.slice(1),
      `${serial}0`,
      `U${serial.slice(1)}`,
      `ſ${serial.slice(1)}`,
      `${serial}\0`,
    ]) {
      expect(readSerial(text), text).to.equal(null);
    }
  });

  it('has no index outside 0…1,048,575', () => {
    for (const index of [-1, 1_048_576, 0.5, NaN]) {
      expect(() => makeSerial({ key, productKey, lot: 'L1', index }), String(index)).to.throw(RangeError);
    }
  });
});

describe('the signature of a label', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it('is 86 characters, low-S and valid for its path and key only', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const signature = signPath(`/${text}`, privateKey);
        expect(signature).to.match(/^[\w-]{86}$/);
        const s = BigInt(`0x${Buffer.from(signature, 'base64url').toString('hex', 32)}`);
        expect(s <= order / 2n).to.equal(true);
        expect(pathSignatureIsValid(`/${text}`, signature, publicKey)).to.equal(true);
        expect(pathSignatureIsValid(`/${text}x`, signature, publicKey)).to.equal(false);
        expect(pathSignatureIsValid(`/${text}`, signature, other.publicKey)).to.equal(false);
      }),
      { numRuns: 50 },
    );
  });

  it('fails when any one character is another', () => {
    const signature = signPath(path, privateKey);
    for (let place = 0; place < signature.length; place++) {
      for (const step of [0, 30, 62]) {
        const forged = change(signature, place, step, base64url);
        expect(pathSignatureIsValid(path, forged, publicKey), `character ${place}`).to.equal(false);
      }
    }
  });

  it('has no second spelling: none of the 63 other last characters, no padding, no space', () => {
    const signature = signPath(path, privateKey);
    const spellings = [...base64url].map((last) => signature.slice(0, -1) + last).filter((each) => each !== signature);
    expect(spellings).to.have.length(63);
    const decoded = spellings.filter((each) =>
      Buffer.from(each, 'base64url').equals(Buffer.from(signature, 'base64url')),
    );
    expect(decoded).to.have.length(15); // the same 64 bytes, to a decoder that is not strict
    const padded = [`${signature}==`, `${signature} `, `${signature}\n`, signature.slice(0, -1), ''];
    for (const each of [...spellings, ...padded]) {
      expect(pathSignatureIsValid(path, each, publicKey), each.slice(-3)).to.equal(false);
    }
  });

  it('refuses the mirrored signature (r, n − s) that any ECDSA library accepts', () => {
    const raw = Buffer.from(signPath(path, privateKey), 'base64url');
    const s = BigInt(`0x${raw.toString('hex', 32)}`);
    const mirrored = Buffer.concat([
      raw.subarray(0, 32),
      Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex'),
    ]);
    expect(pathSignatureIsValid(path, mirrored.toString('base64url'), publicKey)).to.equal(false);
  });

  it('refuses DER and other hashes', () => {
    const der = sign('sha256', Buffer.from(path), privateKey).toString('base64url');
    const sha512 = sign('sha512', Buffer.from(path), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    expect(pathSignatureIsValid(path, der, publicKey)).to.equal(false);
    expect(pathSignatureIsValid(path, sha512.toString('base64url'), publicKey)).to.equal(false);
  });

  it('is verified on another thread alike', async () => {
    const signature = signPath(path, privateKey);
    const raw = Buffer.from(signature, 'base64url');
    const s = order - BigInt(`0x${raw.toString('hex', 32)}`);
    const mirrored = Buffer.concat([raw.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]);
    expect(await verifyPathSignature(path, signature, publicKey)).to.equal(true);
    expect(await verifyPathSignature(`${path}x`, signature, publicKey)).to.equal(false);
    expect(await verifyPathSignature(path, signature, other.publicKey)).to.equal(false);
    for (const each of [mirrored.toString('base64url'), `${signature}==`, '']) {
      expect(await verifyPathSignature(path, each, publicKey), each).to.equal(false);
    }
  });

  it('stands in the link behind the mark of its key', () => {
    const [lotPath, serial] = [`${productKey}/10/L1`, '0000ABCDEFGHJKMNPQRS'];
    const s = makeFullSeal(labelPath(lotPath, serial), { mark: '3', privateKey });
    const publicUrl = 'https://nguon.example';
    expect(buildLabelUri({ publicUrl, lotPath, serial })).to.equal(`https://nguon.example${path}`);
    expect(buildLabelUri({ publicUrl, lotPath, serial, s })).to.equal(`https://nguon.example${path}?s=${s}`);
    const read = readFullSeal(s);
    expect(read?.mark).to.equal('3');
    expect(pathSignatureIsValid(path, read?.signature ?? '', publicKey)).to.equal(true);
    expect(readFullSeal(s.slice(1))).to.equal(null);
  });
});
