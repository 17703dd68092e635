import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { eventHashId, preHashString } from '../../src/epcis/event-hash.js';

const standardContext = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';
const context = [standardContext, { example: 'https://ns.example.com/epcis/' }];

const harvest = {
  type: 'ObjectEvent',
  eventID: 'urn:uuid:5d3c82cc-3fb2-4b70-af4a-914f1f839c5b',
  eventTime: '2026-10-02T08:30:00.0625+07:00',
  recordTime: '2026-10-02T08:31:00+07:00',
  eventTimeZoneOffset: '+07:00',
  action: 'ADD',
  bizStep: 'commissioning',
  disposition: 'active',
  readPoint: { id: 'urn:epc:id:sgln:9521234.00001.0', 'example:plot': ' B7 ' },
  quantityList: [
    { epcClass: 'urn:epc:class:lgtin:9521234.000001.L2', quantity: 3, uom: 'KGM' },
    { epcClass: 'https://nguon.example/01/09521234000013/10/L1?15=261101', quantity: 120.5, uom: 'KGM' },
  ],
  ilmd: { 'cbvmda:harvestStartDate': '2026-10-02', 'example:variety': 'Trùng Khánh' },
  'example:weather': { 'example:rain': true, 'example:degrees': ['21.50', '9'] },
};

const harvestText =
  'eventType=ObjectEventeventTime=2026-10-02T01:30:00.063ZeventTimeZoneOffset=+07:00' +
  'quantityListquantityElementepcClass=https://id.gs1.org/01/09521234000013/10/L1quantity=120.5uom=KGM' +
  'quantityElementepcClass=https://id.gs1.org/01/09521234000013/10/L2quantity=3uom=KGM' +
  'action=ADDbizStep=https://ref.gs1.org/cbv/BizStep-commissioningdisposition=https://ref.gs1.org/cbv/Disp-active' +
  'readPointid=https://id.gs1.org/414/9521234000013{https://ns.example.com/epcis/}plot=B7' +
  'ilmd{https://ns.example.com/epcis/}variety=Trùng Khánh{urn:epcglobal:cbv:mda:}harvestStartDate=2026-10-02' +
  '{https://ns.example.com/epcis/}weather{https://ns.example.com/epcis/}degrees=21.5' +
  '{https://ns.example.com/epcis/}degrees=9{https://ns.example.com/epcis/}rain=true';

const dispatch = {
  type: 'AggregationEvent',
  eventTime: '2026-10-03T00:00:00Z',
  eventTimeZoneOffset: '+07:00',
  certificationInfo: ['https://certs.example/b', 'https://certs.example/a'],
  parentID: 'urn:epc:id:sscc:9521234.3000000001',
  childEPCs: ['urn:epc:id:sgtin:9521234.000001.S2', 'urn:epc:id:sgtin:9521234.000001.S1'],
  action: 'OBSERVE',
  bizStep: 'urn:epcglobal:cbv:bizstep:shipping',
  persistentDisposition: { unset: ['recalled'], set: ['completeness_verified', 'available'] },
  bizLocation: { id: 'https://farm.example/yard' },
  sensorElementList: [
    {
      sensorReport: [
        { value: 4.0, type: 'Temperature', uom: 'CEL', time: '2026-10-03T00:00:00+01:00' },
        { type: 'gs1:Angle', component: 'latitude', value: 0.00002 },
      ],
      sensorMetadata: { deviceID: 'urn:epc:id:giai:9521234.T1', startTime: '2026-10-02T23:59:59.9996Z' },
    },
  ],
  sourceList: [{ type: 'owning_party', source: 'urn:epc:id:pgln:9521234.00002' }],
  destinationList: [{ destination: 'https://id.gs1.org/414/9521234000013', type: 'cbv:SDT-location' }],
  bizTransactionList: [
    { bizTransaction: 'urn:epc:id:gdti:9521234.00007.HD-9', type: 'inv' },
    { bizTransaction: 'x:1' },
  ],
};

const dispatchText =
  'eventType=AggregationEventeventTime=2026-10-03T00:00:00.000ZeventTimeZoneOffset=+07:00' +
  'certificationInfo=https://certs.example/acertificationInfo=https://certs.example/b' +
  'parentID=https://id.gs1.org/00/395212340000000014' +
  'childEPCsepc=https://id.gs1.org/01/09521234000013/21/S1epc=https://id.gs1.org/01/09521234000013/21/S2' +
  'action=OBSERVEbizStep=https://ref.gs1.org/cbv/BizStep-shipping' +
  'persistentDispositionset=https://ref.gs1.org/cbv/Disp-available' +
  'set=https://ref.gs1.org/cbv/Disp-completeness_verifiedunset=https://ref.gs1.org/cbv/Disp-recalled' +
  'bizLocationid=https://farm.example/yard' +
  'sensorElementListsensorElementsensorMetadatastartTime=2026-10-03T00:00:00.000Z' +
  'deviceID=https://id.gs1.org/8004/9521234T1' +
  'sensorReporttype=https://gs1.org/voc/Anglevalue=2e-05component=https://ref.gs1.org/cbv/Comp-latitude' +
  'sensorReporttype=https://gs1.org/voc/Temperaturetime=2026-10-02T23:00:00.000Zvalue=4uom=CEL' +
  'bizTransactionListbizTransaction=x:1' +
  'type=https://ref.gs1.org/cbv/BTT-invbizTransaction=https://id.gs1.org/253/9521234000075HD-9' +
  'destinationListtype=https://ref.gs1.org/cbv/SDT-locationdestination=https://id.gs1.org/414/9521234000013' +
  'sourceListtype=https://ref.gs1.org/cbv/SDT-owning_partysource=https://id.gs1.org/417/9521234000020';

/** The same JSON with the keys of every object and the elements of every list in another order. */
function shuffled(value: unknown, turn: () => number): unknown {
  const mix = <T>(items: T[]): T[] =>
    items
      .map((item) => ({ item, at: turn() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ item }) => item);
  if (Array.isArray(value)) return mix(value.map((item: unknown) => shuffled(item, turn)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(mix(Object.entries(value)).map(([key, item]) => [key, shuffled(item, turn)]));
}

const extended = (value: unknown) => preHashString({ type: 'ObjectEvent', 'example:x': value }, context).split('x=')[1];
const timed = (eventTime: string) => preHashString({ ...harvest, eventTime }, context).slice(31, 55);

describe('the event hash ID', () => {
  it('writes a harvest as worked out by hand', () => {
    expect(preHashString(harvest, context)).to.equal(harvestText);
    expect(eventHashId(harvest, context)).to.equal(
      'ni:///sha-256;3c568f844d52669a7c95659705b61b457df542f8977ef281ad32c67834573766?ver=CBV2.0',
    );
  });

  it('writes a dispatch with sensors, parties and papers as worked out by hand', () => {
    expect(preHashString(dispatch, context)).to.equal(dispatchText);
    expect(eventHashId(dispatch, context)).to.equal(
      'ni:///sha-256;eab984f6d55c021c542d2149ffaa29dc5174d4d7a7141d2d799266a7ff9d75ed?ver=CBV2.0',
    );
  });

  it('does not depend on the order of keys and lists', () => {
    fc.assert(
      fc.property(fc.constantFrom(harvest, dispatch), fc.infiniteStream(fc.nat()), (event, numbers) => {
        const other = shuffled(event, () => numbers.next().value) as Record<string, unknown>;
        expect(eventHashId(other, context)).to.equal(eventHashId(event, context));
      }),
    );
  });

  it('leaves out what is no part of the event: its name, record time, error declaration and remarks', () => {
    const errorDeclaration = { declarationTime: '2026-10-04T00:00:00Z', reason: 'incorrect_data' };
    const told = { ...harvest, eventID: 'urn:x', recordTime: '2027-01-01T00:00:00Z', errorDeclaration };
    expect(preHashString({ ...told, 'rdfs:comment': 'first', comment: 'x' }, context)).to.equal(harvestText);
    expect(preHashString({ ...told, 'repo:hash': 'x' }, context, ['repo:hash'])).to.equal(harvestText);
  });

  it('leaves out fields that hold nothing', () => {
    const empty = { epcList: [], bizLocation: {}, transformationID: ' ', sourceList: [], 'example:none': null };
    expect(preHashString({ ...harvest, ...empty }, context)).to.equal(harvestText);
  });

  it('takes prefixes from the document and from the event, whatever they are called', () => {
    const bare = { type: 'ObjectEvent', eventTime: harvest.eventTime };
    const hash = eventHashId({ ...bare, 'example:a': 'example:b' }, context);
    expect(eventHashId({ ...bare, 'e:a': 'e:b' }, [{ e: 'https://ns.example.com/epcis/' }])).to.equal(hash);
    expect(eventHashId({ ...bare, '@context': { e: 'https://ns.example.com/epcis/' }, 'e:a': 'e:b' })).to.equal(hash);
    expect(eventHashId({ ...bare, 'e:a': 'e:b' }, [{ e: 'https://other.example/' }])).not.to.equal(hash);
  });

  it('gives the same hash for the same instant in another zone, and another one for another instant', () => {
    const zones = fc.integer({ min: -14 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(zones, fc.nat({ max: 999 }), (minutes, ms) => {
        const instant = Date.parse('2026-10-02T01:30:00Z') + ms;
        const local = new Date(instant + minutes * 60_000).toISOString().slice(0, -1);
        const size = Math.abs(minutes);
        const two = (n: number) => String(n).padStart(2, '0');
        const zone = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
        expect(timed(local + zone)).to.equal(new Date(instant).toISOString());
      }),
    );
  });

  it('rounds times to the millisecond, half up', () => {
    expect(timed('2026-10-02T01:30:00.1424999Z')).to.equal('2026-10-02T01:30:00.142Z');
    expect(timed('2026-10-02T01:30:00.1425Z')).to.equal('2026-10-02T01:30:00.143Z');
    expect(timed('2026-12-31T23:59:59.9995Z')).to.equal('2027-01-01T00:00:00.000Z');
  });

  it('changes with the quantity', () => {
    const amount = fc.integer({ min: 1, max: 1e9 }).map((n) => n / 1000);
    const hash = (quantity: number) =>
      eventHashId({ ...harvest, quantityList: [{ ...harvest.quantityList[0], quantity }] }, context);
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(hash(a) === hash(b)).to.equal(a === b);
      }),
    );
  });

  it('writes numbers one way', () => {
    const spellings = [1, 1.0, '1', '1.0', '+1', '01', '1.', '1e0', ' 1.00 '];
    expect(spellings.map(extended)).to.deep.equal(spellings.map(() => '1'));
    expect(['.50', '-0', '1e21', 1e21, '0.00015', 'NaN', '1_0', '1e999'].map(extended)).to.deep.equal([
      '0.5',
      '0',
      '1000000000000000000000',
      '1000000000000000000000',
      '0.00015',
      'NaN',
      '1_0',
      '1e999',
    ]);
  });

  it('sorts by code point, not by UTF-16 unit', () => {
    const event = { type: 'ObjectEvent', epcList: ['x:\u{1F34A}', 'x:\uFF21'] };
    expect(preHashString(event)).to.equal('eventType=ObjectEventepcListepc=x:\uFF21epc=x:\u{1F34A}');
  });

  it('is the SHA-256 of the text', () => {
    const hex = createHash('sha256').update(preHashString(harvest)).digest('hex');
    expect(eventHashId(harvest)).to.equal(`ni:///sha-256;${hex}?ver=CBV2.0`);
  });
});
