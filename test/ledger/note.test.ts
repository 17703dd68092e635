import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { logKey, openCheckpoint, openNote, originOf, signCheckpoint } from '../../src/ledger/note.js';
import { emptyRoot, leafHash } from '../../src/ledger/merkle.js';

const root = leafHash(Buffer.from('entry'));
const newKey = (origin = 'nguon.example/log') => logKey(origin, generateKeyPairSync('ed25519').privateKey);

describe('a signed note', () => {
  // the example of C2SP signed-note
  const vkey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
  const signature = 'Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=';
  const text = 'This is an example message.\n';
  const note = `${text}\n— example.com/foo ${signature}\n`;

  it('of the specification is opened with its key', () => {
    expect(openNote(note, vkey)).to.equal(text);
    const others = `${text}\n— example.com/bar AAAAAAAA\n— example.com/foo ${signature}\n`;
    expect(openNote(others, vkey)).to.equal(text);
  });

  it('is not opened when a word, the signature or the key is another', () => {
    expect(openNote(note.replace('example message', 'exemplary message'), vkey)).to.equal(null);
    expect(openNote(note.replace('QOkn', 'QOkm'), vkey)).to.equal(null);
    expect(openNote(note, vkey.replace('530d903a', '530d903b'))).to.equal(null);
    expect(openNote(note, newKey('example.com/foo').vkey)).to.equal(null);
    expect(openNote(note.replace('\n\n', '\n'), vkey)).to.equal(null);
    expect(openNote(text, vkey)).to.equal(null);
    expect(openNote(note, 'example.com/foo')).to.equal(null);
  });
});

describe('a checkpoint', () => {
  it('is origin, size and root, signed', () => {
    // The secret key of RFC 8032 section 7.1, test 1; the note was made of it with Go's sumdb/note.
    const jwk = {
      kty: 'OKP',
      crv: 'Ed25519',
      d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    };
    const key = logKey('nguon.example/log', createPrivateKey({ key: jwk, format: 'jwk' }));
    expect(key.vkey).to.equal('nguon.example/log+718f2d5c+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea');
    const signature =
      'cY8tXBIEtOwu9DNKnI3jebZifCZdZU6lHVCHAzCB9U+qgrInRWs0d6SVadZf' + 'zElrwOcLk1EDORfk4BK5TvA0tQnaRQA=';
    expect(signCheckpoint({ size: 3, root: emptyRoot }, key)).to.equal(
      `nguon.example/log\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— nguon.example/log ${signature}\n`,
    );
  });

  it('is opened with the key of its log alone', () => {
    const key = newKey();
    const note = signCheckpoint({ size: 70_000, root }, key);
    expect(openCheckpoint(note, key.vkey)).to.deep.equal({ size: 70_000, root });
    expect(openCheckpoint(note, newKey().vkey)).to.equal(null);
    expect(openCheckpoint(note.replace('70000', '70001'), key.vkey)).to.equal(null);
    const otherLog = logKey('other.example/log', key.privateKey);
    expect(openCheckpoint(note, otherLog.vkey)).to.equal(null);
  });
});

describe('the origin of a log', () => {
  it('is the address of the log without the scheme', () => {
    expect(originOf('https://nguon.example')).to.equal('nguon.example/log');
    expect(originOf('http://127.0.0.1:3000/')).to.equal('127.0.0.1:3000/log');
    expect(originOf('https://caobang.example/ocop+truy xuat/')).to.equal('caobang.example/ocop%2Btruy%20xuat/log');
  });
});
