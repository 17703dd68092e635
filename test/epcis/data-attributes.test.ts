import { expect } from 'chai';
import fc from 'fast-check';
import { excludeEachOther, faultOfAttribute } from '../../src/epcis/data-attributes.js';
import { checkDigit } from '../../src/epcis/identifiers.js';

const withCheckDigit = (body: string) => body + checkDigit(body);

/** Identifiers, values that fit all of them, and values that fit none. */
const cases: [identifiers: string, fits: string[], wrong: string[]][] = [
  ['11 12 13 15 16 17', ['261130', '260200', '280229'], ['261131', '260230', '270229', '260001', '2611300', '26113']],
  ['20', ['00', '99'], ['1', '100', 'A1']],
  ['240 241 400 403 4308 7002 7023 90', ['A', '/'.repeat(30)], ['', 'A'.repeat(31), 'ô']],
  ['242', ['1', '123456'], ['', '1234567', 'A']],
  ['243 4318 7020 710 717 7240 8012', ['A'.repeat(20)], ['A'.repeat(21)]],
  ['30', ['1', '12345678'], ['123456789', '1.5']],
  ['3100 3103 3155 3305 3365 3375 3492 3574 3695', ['000500'], ['00050', '0005000', '00050A']],
  ['3900 3929', ['1', '123456789012345'], ['1234567890123456', '1,5']],
  ['3910 3939', ['7041', '704123456789012345'], ['704', '7041234567890123456']],
  ['3940 3943 8111', ['0500'], ['500']],
  ['3950 3955 8005', ['001500'], ['01500']],
  ['402', [withCheckDigit('9521234000000001')], ['95212340000000010', '9521234000000001']],
  ['410 414 416 417', ['9521234000006'], ['9521234000007', '952123400000']],
  ['00 8017 8018', [withCheckDigit('09521234000000001')], ['095212340000000010']],
  ['421', ['704A', '704123456789'], ['704', '7041234567890']],
  ['422 424 426', ['704'], ['70', 'VNM']],
  ['423 425', ['704', '704156', '704156704156704'], ['7041', '704156704156704156']],
  ['427 7008', ['CB', 'ABC'], ['', 'ABCD']],
  ['4300 4320', ['Ca%CC%81', 'A'.repeat(35)], ['100%', '%4', 'A'.repeat(36)]],
  ['4302 4316', ['A'.repeat(70)], ['A'.repeat(71)]],
  ['4307 4317', ['VN'], ['vn', 'V1', 'VNM']],
  ['4309', ['11265000002861000000'], ['18000000012861000000', '11265000003600000001', '1126500000']],
  ['4321 4323', ['0', '1'], ['2', 'N', '']],
  ['4324 7003', ['2611302359'], ['2611302400', '2611302360', '261130']],
  ['4326 7006', ['261130'], ['261100', '261131']],
  ['4330 4333', ['000500', '000500-'], ['000500+', '00050-']],
  ['7004', ['1', '1234'], ['12345']],
  ['7007', ['261002', '261002261005'], ['261002261032', '26100226']],
  ['7011', ['261130', '2611300800'], ['2611308', '2611302500']],
  ['7030 7039', ['704A', '704' + 'A'.repeat(27)], ['704', '704' + 'A'.repeat(28)]],
  ['7230', ['EMA', 'EM' + 'A'.repeat(28)], ['EM', 'EM' + 'A'.repeat(29)]],
  ['7250', ['20000229'], ['19000229', '20000230']],
  ['7252', ['0', '9'], ['3']],
  ['7258', ['1/2', '2/2'], ['2/1', '0/2', '1-2']],
  ['8001', ['00010000100119'], ['00000000100119', '00010000100129']],
  ['8003', ['09521234000006', '09521234000006A'], ['19521234000006', '09521234000007']],
  ['8008', ['26113008', '261130080910'], ['26113024', '2611300860', '2611300809101']],
  ['8010', ['95212340-A/#'], ['9521234a']],
  ['8030', ['aB-_9'], ['aB+', 'a=']],
  ['91 99 7256', ['A'.repeat(90)], ['A'.repeat(91)]],
];

describe('a data attribute', () => {
  for (const [identifiers, fits, wrong] of cases) {
    it(`(${identifiers.replaceAll(' ', ') (')}) has its form`, () => {
      for (const identifier of identifiers.split(' ')) {
        for (const value of fits) expect(faultOfAttribute(identifier, value), `${identifier} ${value}`).to.equal(null);
        for (const value of wrong) {
          expect(faultOfAttribute(identifier, value), `${identifier} ${value}`).to.equal('attribute-value');
        }
      }
    });
  }

  it('is none that belongs in the path, is not for a link, excludes a GTIN or does not exist', () => {
    const refused = ['01', '02', '03', '10', '21', '22', '235', '254', '255', '37', '7040', '7041', '8006', '8011'];
    const unknown = [
      '8020',
      '8040',
      '8200',
      '5',
      '18',
      '31',
      '3106',
      '3170',
      '3944',
      '718',
      '7019',
      '98765',
      '0',
      '001',
    ];
    for (const identifier of [...refused, ...unknown]) {
      expect(faultOfAttribute(identifier, '1'), identifier).to.equal('attribute-unknown');
    }
  });

  it('excludes another of the same meaning, whichever comes first', () => {
    const pairs = ['3102 3103', '3922 3932', '420 421', '421 4307', '426 422', '425 426', '4330 4331', '3903 8111'];
    for (const pair of pairs) {
      const [one = '', other = ''] = pair.split(' ');
      expect(excludeEachOther(one, other), pair).to.equal(true);
      expect(excludeEachOther(other, one), pair).to.equal(true);
    }
    for (const pair of ['3103 3303', '15 17', '422 427', '4330 4332', '30 3103', '310 3103']) {
      const [one = '', other = ''] = pair.split(' ');
      expect(excludeEachOther(one, other) || excludeEachOther(other, one), pair).to.equal(false);
    }
  });

  it('never fails, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 5 }), fc.string(), (key, value) => {
        expect(faultOfAttribute(key, value)).to.be.oneOf([null, 'attribute-unknown', 'attribute-value']);
      }),
      { numRuns: 2000 },
    );
  });
});
