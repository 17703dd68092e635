import { expect } from 'chai';
import fc from 'fast-check';
import { readEpcPattern } from '../../src/epcis/epc-pattern.js';
import { translateEvent } from '../../src/epcis/translate.js';
import { linkOfUrn } from '../../src/epcis/urn.js';
import { possiblePrefixes, prefixOfUrn, urnOfLink } from '../../src/epcis/urn-of-link.js';
import { type EpcisEvent } from '../../src/epcis/vocabulary.js';

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const serial = fc.stringMatching(/^[A-Z0-9]{1,12}$/);

/** A URN of a scheme with a company prefix of any length. */
const someUrn = fc.integer({ min: 6, max: 12 }).chain((length) => {
  const parted = (total: number) => fc.tuple(digits(length), digits(total - length)).map((parts) => parts.join('.'));
  return fc.oneof(
    fc.tuple(parted(13), serial).map(([key, end]) => `urn:epc:id:sgtin:${key}.${end}`),
    fc.tuple(parted(13), serial).map(([key, end]) => `urn:epc:class:lgtin:${key}.${end}`),
    parted(13).map((key) => `urn:epc:idpat:sgtin:${key}.*`),
    parted(17).map((key) => `urn:epc:id:sscc:${key}`),
    fc.tuple(parted(12), serial).map(([key, end]) => `urn:epc:id:sgln:${key}.${end}`),
    parted(12).map((key) => `urn:epc:id:sgln:${key}.0`),
    parted(12).map((key) => `urn:epc:id:pgln:${key}`),
    fc.tuple(parted(12), serial).map(([key, end]) => `urn:epc:id:grai:${key}.${end}`),
    fc.tuple(parted(12), serial).map(([key, end]) => `urn:epc:id:gdti:${key}.${end}`),
    fc.tuple(digits(length), serial).map((parts) => `urn:epc:id:giai:${parts.join('.')}`),
    parted(17).map((key) => `urn:epc:id:gsrn:${key}`),
  );
});

describe('a Digital Link as URN', () => {
  it('is the URN that it came from, where its company prefix is known', () => {
    fc.assert(
      fc.property(someUrn, (urn) => {
        const link = linkOfUrn(urn);
        const prefix = prefixOfUrn(urn);
        expect(link, urn).to.be.a('string');
        if (urn.endsWith('.0') && urn.includes(':sgln:')) expect(link).not.to.include('/254/');
        expect(urnOfLink(link ?? '', (candidate) => candidate === prefix)).to.equal(urn);
        expect(possiblePrefixes(link ?? '')).to.include(prefix);
      }),
      { numRuns: 500 },
    );
  });

  it('is never guessed: no known prefix gives none, and neither do two', () => {
    const link = 'https://id.gs1.org/01/10614141073464/21/2017';
    expect(urnOfLink(link, () => false)).to.equal(null);
    expect(urnOfLink(link, (prefix) => ['0614141', '06141410'].includes(prefix))).to.equal(null);
    expect(urnOfLink(link, (prefix) => prefix === '0614141')).to.equal('urn:epc:id:sgtin:0614141.107346.2017');
    expect(urnOfLink('https://example.org/page', () => true)).to.equal(null);
  });

  it('keeps the characters that each spelling must write as triplets', () => {
    for (const urn of ['urn:epc:id:sgtin:0614141.107346.a%2Fb%22', "urn:epc:id:sgtin:0614141.107346.a(b)'+,:c"]) {
      expect(urnOfLink(linkOfUrn(urn) ?? '', (prefix) => prefix === '0614141')).to.equal(urn);
    }
  });
});

describe('an event in a format of identifiers', () => {
  const urn = 'urn:epc:id:sgtin:0614141.107346.2017';
  const link = 'https://id.gs1.org/01/10614141073464/21/2017';
  const lot = 'https://id.gs1.org/01/04012345123456/10/L1';
  const event = {
    type: 'ObjectEvent',
    eventID: urn,
    eventTime: '2026-10-02T08:30:00Z',
    eventTimeZoneOffset: '+00:00',
    epcList: [urn, link, 'urn:example:1'],
    quantityList: [{ epcClass: lot, quantity: 1 }],
    readPoint: { id: 'urn:epc:id:sgln:0614141.07346.1', 'ex:copy': urn },
    ilmd: { 'ex:made': urn },
    'ex:note': urn,
  } as EpcisEvent;
  const knows = (prefix: string) => ['0614141', '4012345'].includes(prefix);

  it('has links, each object once, and its own words untouched', () => {
    const translated = translateEvent(event, 'Always_GS1_Digital_Link', knows);
    expect(translated).to.deep.equal({
      ...event,
      epcList: [link, 'urn:example:1'],
      readPoint: { id: 'https://id.gs1.org/414/0614141073467/254/1', 'ex:copy': urn },
    });
  });

  it('has URNs as far as they are known', () => {
    const translated = translateEvent(event, 'Always_EPC_URN', knows);
    expect(translated.epcList).to.deep.equal([urn, 'urn:example:1']);
    expect(translated.quantityList?.[0]?.epcClass).to.equal('urn:epc:class:lgtin:4012345.012345.L1');
    expect(translateEvent(event, 'Always_EPC_URN', () => false).quantityList).to.deep.equal(event.quantityList);
  });

  it('is what was sent where no translation is wanted', () => {
    for (const format of ['No_Preference', 'Never_Translates'] as const) {
      expect(translateEvent(event, format, knows)).to.equal(event);
    }
  });
});

describe('an EPC pattern', () => {
  const fits = (pattern: string, uri: string) => readEpcPattern(pattern)?.expression.test(linkOfUrn(uri) ?? uri);

  it('means each identifier that begins like it', () => {
    fc.assert(
      fc.property(someUrn, digits(7), (urn, other) => {
        const [scheme, body = ''] = urn.split(/:(?=[^:]*$)/);
        if (!scheme?.startsWith('urn:epc:id:')) return;
        const [prefix] = body.split('.');
        const pattern = (start?: string) => `${scheme.replace(':id:', ':idpat:')}:${start}.*`;
        expect(fits(pattern(prefix), urn), pattern(prefix)).to.equal(true);
        if (!body.startsWith(other.slice(0, 6))) expect(fits(pattern(other), urn)).to.equal(false);
      }),
    );
  });

  it('names one product where its reference is known', () => {
    const product = 'https://id.gs1.org/01/10614141073464';
    expect(readEpcPattern('urn:epc:idpat:sgtin:0614141.107346.*')?.product).to.equal(product);
    expect(readEpcPattern('urn:epc:idpat:sgtin:0614141.*.*')?.product).to.equal(null);
    expect(fits('urn:epc:idpat:sgtin:0614141.107346.*', 'urn:epc:id:sgtin:0614141.107346.5')).to.equal(true);
    expect(fits('urn:epc:idpat:sgtin:0614141.107346.*', 'urn:epc:id:sgtin:0614141.107347.5')).to.equal(false);
    expect(fits('urn:epc:idpat:sgtin:*.*.*', 'urn:epc:id:sgtin:0614141.107347.5')).to.equal(true);
    for (const none of [
      'urn:epc:id:sgtin:0614141.107346.5',
      'https://id.gs1.org/01/1',
      'urn:epc:idpat:x:1.*',
      'urn:epc:idpat:giai:0614141.(a+)+$.*', // no regular expression of a stranger's
      'urn:epc:idpat:sgtin:0614141.(.*',
      'urn:epc:idpat:sgtin:0614141.a07346.*',
    ]) {
      expect(readEpcPattern(none)).to.equal(null);
    }
  });
});
