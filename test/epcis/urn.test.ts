import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalLink, linkOfUrn } from '../../src/epcis/urn.js';

const link = (path: string) => `https://id.gs1.org/${path}`;

describe('an EPC URN as a Digital Link', () => {
  const known: [urn: string, path: string][] = [
    ['urn:epc:id:sgtin:9521234.000001.S%2F1', '01/09521234000013/21/S%2F1'],
    ['urn:epc:id:sgtin:952123400000.1.a!(b)*+,:', '01/19521234000003/21/a%21%28b%29%2A%2B%2C%3A'],
    ['urn:epc:id:upui:9521234.000001.T.1', '01/09521234000013/235/T.1'],
    ['urn:epc:class:lgtin:9521234.000001.L.1', '01/09521234000013/10/L.1'],
    ['urn:epc:id:itip:9521234.000001.01.02.S1', '8006/095212340000130102/21/S1'],
    ['urn:epc:id:sscc:9521234.3000000001', '00/395212340000000014'],
    ['urn:epc:id:sgln:9521234.00001.0', '414/9521234000013'],
    ['urn:epc:id:sgln:952123400001..D7', '414/9521234000013/254/D7'],
    ['urn:epc:id:pgln:9521234.00002', '417/9521234000020'],
    ['urn:epc:id:grai:9521234.00001.G1', '8003/09521234000013G1'],
    ['urn:epc:id:giai:9521234.T1', '8004/9521234T1'],
    ['urn:epc:id:gsrn:9521234.0000000001', '8018/952123400000000017'],
    ['urn:epc:id:gsrnp:9521234.0000000001', '8017/952123400000000017'],
    ['urn:epc:id:gdti:9521234.00007.HD-9', '253/9521234000075HD-9'],
    ['urn:epc:id:sgcn:9521234.00001.44', '255/952123400001344'],
    ['urn:epc:id:cpi:9521234.A-1.7', '8010/9521234A-1/8011/7'],
    ['urn:epc:id:ginc:9521234.C1', '401/9521234C1'],
    ['urn:epc:id:gsin:9521234.000000001', '402/95212340000000013'],
    ['urn:epc:idpat:sgtin:9521234.000001.*', '01/09521234000013'],
    ['urn:epc:idpat:upui:9521234.000001.*', '01/09521234000013'],
    ['urn:epc:idpat:itip:9521234.000001.01.02.*', '8006/095212340000130102'],
    ['urn:epc:idpat:grai:9521234.00001.*', '8003/09521234000013'],
    ['urn:epc:idpat:gdti:9521234.00007.*', '253/9521234000075'],
    ['urn:epc:idpat:sgcn:9521234.00001.*', '255/9521234000013'],
    ['urn:epc:idpat:cpi:9521234.A-1.*', '8010/9521234A-1'],
  ];
  for (const [urn, path] of known) it(urn, () => expect(linkOfUrn(urn)).to.equal(link(path)));

  it('is none where the URN breaks its scheme', () => {
    const broken = [
      'urn:epc:id:sgtin:9521234.00001.S1', // one digit short
      'urn:epc:id:sgtin:9521234.000001.', // no serial
      `urn:epc:id:sgtin:9521234.000001.${'S'.repeat(21)}`,
      'urn:epc:id:sgtin:95212.00000001.S1', // a company prefix has at least six digits
      'urn:epc:id:sscc:9521234.3000000001.1',
      'urn:epc:id:nothing:9521234.000001.S1',
      'urn:epcglobal:cbv:bt:9521234000013:1',
    ];
    for (const urn of broken) expect(linkOfUrn(urn), urn).to.equal(null);
  });
});

describe('the constrained canonical form of a Digital Link', () => {
  const known: [uri: string, path: string][] = [
    ['https://nguon.example/vi/01/09521234000013/22/A/10/L1/21/S1?15=261101#top', '01/09521234000013/21/S1'],
    ['http://nguon.example/gtin/09521234000013/cpv/A/lot/L1', '01/09521234000013/10/L1'],
    ['https://nguon.example/01/09521234000013/22/A', '01/09521234000013'],
    ['https://nguon.example/01/9521234000013', '01/09521234000013'],
    ['https://nguon.example/01/09521234000013/21/a(b)', '01/09521234000013/21/a%28b%29'],
    ['https://nguon.example/party/9521234000020', '417/9521234000020'],
    ['https://nguon.example/8010/9521234A/8011/7', '8010/9521234A/8011/7'],
  ];
  for (const [uri, path] of known) it(uri, () => expect(canonicalLink(uri)).to.equal(link(path)));

  it('is none for other addresses', () => {
    const others = [
      'https://nguon.example/p/tea/10/L1',
      'https://nguon.example/01/952',
      'https://nguon.example/01/09521234000013/99/x',
      'https://nguon.example/01/09521234000013/21/S1/10/L1', // qualifiers out of order
      'https://nguon.example/8004/report',
      'geo:22.66,106.26',
    ];
    for (const uri of others) expect(canonicalLink(uri), uri).to.equal(null);
  });

  it('equals the form of the URN, for every GTIN and serial', () => {
    const serial = fc.stringMatching(/^[A-Za-z0-9!'()*+,.:;=_-]{1,20}$/);
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 12 }), fc.stringMatching(/^\d{13}$/), serial, (length, digits, text) => {
        const urn = `urn:epc:id:sgtin:${digits.slice(0, length)}.${digits.slice(length)}.${text}`;
        const canonical = linkOfUrn(urn);
        expect(canonical).to.match(/^https:\/\/id\.gs1\.org\/01\/\d{14}\/21\//);
        expect(canonicalLink(canonical?.replace('id.gs1.org', 'nguon.example/x') ?? '')).to.equal(canonical);
      }),
    );
  });
});
