import { expect } from 'chai';
import { checkLot, checkRule } from '../../src/compliance/check.js';
import { type LotFacts } from '../../src/compliance/facts.js';
import { wordsOfItem } from '../../src/compliance/present.js';
import { rules, rulesFor } from '../../src/compliance/rules.js';
import { markets, sources } from '../../src/compliance/sources.js';
import { locales, translator } from '../../src/http/i18n.js';
import { type Lot } from '../../src/lots/lot.model.js';
import { bulk, completeFacts, packed, type Parts } from '../support/compliance.js';

type Break = (parts: Parts, facts: LotFacts) => void;

const ofProduct =
  (change: Partial<Parts['product']>): Break =>
  (parts) =>
    void Object.assign(parts.product, change);
const ofWorks =
  (change: Partial<Parts['works']>): Break =>
  (parts) =>
    void Object.assign(parts.works, change);
const ofZone =
  (change: Partial<Parts['zone']>): Break =>
  (parts) =>
    void Object.assign(parts.zone, change);
const ofArea =
  (change: Partial<NonNullable<Parts['zone']['zone']>>): Break =>
  ({ zone }) => {
    zone.zone = { ...(zone.zone as NonNullable<typeof zone.zone>), ...change };
  };
const ofEveryStage =
  (change: (stage: Parts['harvest']) => void): Break =>
  (_parts, facts) =>
    facts.stages.forEach(change);
const ofLot =
  (change: Partial<Lot>): Break =>
  (_parts, facts) =>
    void Object.assign(facts.lot, change);

const withoutStages: Break = (_parts, facts) => void (facts.stages = []);
const withoutPhones: Break = ({ farm, works, shop }) => [farm, works, shop].forEach((each) => (each.phone = null));
const withoutProducts: Break = (_parts, facts) => facts.products.clear();
const withoutDays = ofEveryStage((stage) => (stage.day = ''));
const withoutQuantities = ofEveryStage(({ taken, made, moved }) => {
  for (const amount of [...taken, ...made, ...moved]) amount.quantity = undefined;
});
const withoutDocuments = ofEveryStage((stage) => Object.assign(stage, { eventID: '', document: null }));
const withoutPlaces: Break = (_parts, facts) => facts.places.clear();
const outsideOfZones = ofZone({ zone: null });
const withoutCode =
  (list: 'made' | 'moved' | 'taken', lot: string): Break =>
  (_parts, facts) => {
    facts.lots.set('', facts.lots.get(lot) as Lot);
    for (const amount of facts.stages.flatMap((stage) => stage[list])) if (amount.lot === lot) amount.lot = '';
  };

/** How to take away what a key data element asks for. */
const ofElement: Record<string, Break> = {
  ...{ recipient: withoutPhones, farm: withoutPlaces, field: outsideOfZones, harvester: withoutPhones },
  ...{ commodity: withoutProducts, description: withoutProducts, 'input-description': withoutProducts },
  ...{ quantity: withoutQuantities, 'received-quantity': withoutQuantities, 'input-quantity': withoutQuantities },
  ...{ 'harvest-date': withoutDays, 'received-date': withoutDays, 'packing-date': withoutDays },
  ...{ 'shipping-date': withoutDays, 'receiving-date': withoutDays, 'transformation-date': withoutDays },
  ...{ 'packing-place': withoutPlaces, 'shipped-from': withoutPlaces, 'received-at': withoutPlaces },
  ...{ 'transformation-place': withoutPlaces, 'lot-source': withoutPhones, document: withoutDocuments },
  'previous-source': ({ receiving }) => void (receiving.shipment = null),
  'input-lot-code': withoutCode('taken', bulk),
  'new-lot-code': withoutCode('made', packed),
};

/** How to take away what a rule asks for, by its identifier. */
const breaks: Record<string, Break> = {
  'c02-product-name': withoutProducts,
  'c02-product-image': ofProduct({ photo: null }),
  'c02-maker-name': (_parts, facts) => facts.organizations.clear(),
  'c02-maker-address': ofWorks({ address: null, commune: null }),
  'c02-stages': ({ process }) => void (process.place = null),
  'c02-production-time': withoutStages,
  'c02-trace-code': withoutStages,
  'c02-brand': (parts, facts) => [withoutStages, withoutProducts].forEach((each) => each(parts, facts)),
  'c02-shelf-life': (parts, facts) =>
    [ofProduct({ shelfLifeDays: null }), ofLot({ expiresOn: null })].forEach((each) => each(parts, facts)),
  'c02-standards': ofProduct({ standards: null }),
  'd37-name-and-gtin': ofProduct({ gtin: null }),
  'd37-party': ofWorks({ taxId: null }),
  'd37-origin': ({ facility }) => void (facility.province = null),
  'd37-trace-data': (_parts, facts) => void facts.stages.shift(),
  'd37-certificates': ({ certificate }) => void (certificate.expiresOn = '2026-11-23'),
  'd37-dates': withoutStages,
  'd37-warnings': ofProduct({ warnings: null }),
  'ocop-star-decision': ofProduct({
    ocop: { stars: 4, decisionNumber: '', issuedOn: '2025-01-15', expiresOn: '2028-01-14' },
  }),
  'ocop-star-term': ofProduct({
    ocop: { stars: 4, decisionNumber: '1', issuedOn: '2025-01-15', expiresOn: '2028-01-16' },
  }),
  'ocop-stars-in-force': ofProduct({
    ocop: { stars: 4, decisionNumber: '1', issuedOn: '2023-11-23', expiresOn: '2026-11-23' },
  }),
  'label-product-name': withoutProducts,
  'label-responsible-party': ofWorks({ province: null }),
  'label-origin': withoutPlaces,
  'label-net-content': ofProduct({ netContent: null }),
  'label-production-day': withoutStages,
  'label-expiry-day': ofLot({ expiresOn: null }),
  'label-ingredients': ofProduct({ ingredients: null }),
  'label-warnings': ofProduct({ warnings: null }),
  'label-storage': ofProduct({ storage: null }),
  'label-lot-code': ofLot({ _id: '' }),
  'area-area-code': outsideOfZones,
  'area-area-validity': ofArea({ status: 'suspended' }),
  'area-market-cn': ofArea({ market: 'Hoa Kỳ; EU' }),
  'area-market-us': ofArea({ market: 'Trung Quốc' }),
  'area-market-eu': ofArea({ market: null }),
  'eu-one-step-back': ({ receiving }) => void (receiving.shipment = 'urn:shipment:2'),
  'eu-one-step-forward': ({ shipping }) => void (shipping.recipient = null),
  'eu-identified': ofLot({ _id: '' }),
  'eudr-plot': ofZone({ geometry: null }),
  'eudr-plot-decimals': ofZone({
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [105.87315, 22.5536],
          [105.9, 22.6],
          [105.8, 22.6],
          [105.87315, 22.5536],
        ],
      ],
    },
  }),
  'eudr-plot-polygon': ofZone({ geometry: { type: 'Point', coordinates: [105.873152, 22.553614] } }),
  'eudr-plot-ring': ofZone({
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [105.873152, 22.553614],
          [105.9, 22.6],
          [105.8, 22.6],
          [105.7, 22.6],
        ],
      ],
    },
  }),
  'cn-customs-number': ofWorks({ gaccNumber: null }),
  'cn-packing-house': ({ facility }) => void (facility.packingHouseCode = null),
};

/** Codes of lots stand in other lists for other events. */
const codeOfEvent: Record<string, Break> = {
  'initial-packing': withoutCode('made', bulk),
  shipping: withoutCode('moved', packed),
  receiving: withoutCode('moved', packed),
};

function breakOf(rule: (typeof rules)[number]): Break | undefined {
  if (typeof rule.item === 'string') return breaks[rule.id];
  const { event, element } = rule.item;
  return element === 'lot-code' ? codeOfEvent[event] : ofElement[element];
}

describe('the rules', () => {
  const kept = rules.filter(({ asked }) => asked !== 'not-kept');

  it('have a name of their own, a source, and words in three languages', () => {
    expect(new Set(rules.map(({ id }) => id)).size)
      .to.equal(rules.length)
      .and.above(80);
    const known: string[] = sources.map(({ id }) => id);
    for (const rule of rules) {
      expect(known, rule.id).to.include(rule.source);
      for (const t of locales.map(translator)) {
        const words = [
          wordsOfItem(rule, t),
          t(`compliance.sources.${rule.source}`),
          t(`compliance.notes.${rule.source}`),
        ];
        expect(
          words.filter((each) => /^compliance\.|^$/.test(each)),
          rule.id,
        ).to.deep.equal([]);
      }
    }
  });

  it('say how well each source is known, when it was read and where', () => {
    for (const { readIn, readOn, readAt, id } of sources) {
      expect(readIn).to.be.oneOf(['part', 'full']);
      expect(readOn, id).to.match(/^2026-\d\d-\d\d$/);
      expect(readAt, id).to.not.equal('');
      expect(
        rules.some(({ source }) => source === id),
        id,
      ).to.equal(true);
    }
  });

  it('ask ten items of Circular 02/2024, eight of Decree 37/2026, and every element of 21 CFR 1 subpart S', () => {
    const count = (source: string) => rules.filter((rule) => rule.source === source).length;
    expect([count('circular-02-2024'), count('decree-37-2026')]).to.deep.equal([10, 8]);
    const paragraphs = rules.filter(({ source }) => source === 'fsma-204').map(({ article }) => article.slice(0, 13));
    const counts = Object.fromEntries(
      paragraphs.map((each) => [each, paragraphs.filter((other) => other === each).length]),
    );
    expect(counts).to.deep.equal({
      ...{ '21 CFR 1.1325': 7, '21 CFR 1.1330': 15, '21 CFR 1.1340': 8, '21 CFR 1.1345': 8, '21 CFR 1.1350': 9 },
    });
  });

  it('are all met by a complete lot, but for what is not kept yet', () => {
    for (const market of markets) {
      const { facts } = completeFacts();
      const states = checkLot(facts, market).sources.flatMap(({ rows }) => rows);
      const open = states.filter(({ state, rule }) => state !== (rule.asked === 'not-kept' ? 'not-kept' : 'there'));
      expect(
        open.map(({ rule, state }) => `${rule.id} ${state}`),
        market,
      ).to.deep.equal([]);
    }
  });

  for (const rule of kept) {
    it(`${rule.id} holds, and fails when what it asks for is gone`, () => {
      const { facts, parts } = completeFacts();
      expect(checkRule(rule, facts)).to.deep.include({ state: 'there', missing: [] });
      const take = breakOf(rule);
      expect(take, 'a case that fails').to.be.a('function');
      take?.(parts, facts);
      const { state, missing } = checkRule(rule, facts);
      expect(state).to.equal(rule.asked === 'if-any' ? 'none' : 'missing');
      if (rule.asked === 'if-any') expect(missing).to.deep.equal([]);
    });
  }

  it('are each asked of some market', () => {
    const asked = new Set(markets.flatMap((market) => rulesFor(market).map(({ id }) => id)));
    expect(rules.filter(({ id }) => !asked.has(id))).to.deep.equal([]);
  });
});

describe('the check of a lot', () => {
  it('asks nothing of food from what is none, and says why', () => {
    const { facts, parts } = completeFacts();
    parts.product.ocopGroup = 'handicraft';
    const [, fsma] = checkLot(facts, 'us').sources;
    expect(fsma).to.include({ asked: 0, complete: 0 });
    expect(new Set(fsma?.rows.map(({ unless }) => unless))).to.deep.equal(new Set(['food']));
  });

  it('names the record that lacks something, and who keeps it', () => {
    const { facts, parts } = completeFacts();
    parts.zone.geometry = null;
    const rows = checkLot(facts, 'eu').sources.flatMap((source) => source.rows);
    const plot = rows.find(({ rule }) => rule.id === 'eudr-plot');
    expect(plot?.missing).to.deep.equal([
      {
        ...{ part: 'plot', kind: 'place', id: 'zone', name: { text: 'Nơi zone' }, value: null },
        keeper: { id: 'farm', name: 'HTX Dong riềng' },
      },
    ]);
  });

  it('tells of what may not be read only whether it is there', () => {
    const { facts, parts } = completeFacts();
    const readable = new Set(
      [...facts.readable].filter((id) => !['zone', 'farm', 'harvest', parts.zone.uri].includes(id)),
    );
    readable.delete('p/ROOT/10/R1');
    const hidden = { ...facts, readable, acquainted: new Set(['works', 'shop']) };
    for (const market of markets) {
      const told = JSON.stringify(
        checkLot(hidden, market).sources.map(({ rows }) => rows.map(({ rule: _rule, ...row }) => row)),
      );
      for (const secret of [
        'Nơi zone',
        'HTX Dong riềng',
        'VN-CB-0001',
        '"R1"',
        'p/ROOT',
        '"farm"',
        '4800farm',
        '105.87',
      ]) {
        expect(told, market).to.not.include(secret);
      }
    }
    const counts = (each: LotFacts) =>
      markets.map((market) => checkLot(each, market).sources.map(({ complete, asked }) => [complete, asked]));
    expect(counts(hidden)).to.deep.equal(counts(facts));
  });
});
