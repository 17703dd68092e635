/** How to take away from complete facts what each rule asks for. */
import { type LotFacts } from '../../src/compliance/facts.js';
import { type Rule } from '../../src/compliance/rule.js';
import { type Lot } from '../../src/lots/lot.model.js';
import { bulk, packed, type Parts } from './compliance.js';

export type Break = (parts: Parts, facts: LotFacts) => void;

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

/** Takes away from complete facts what a rule asks for; undefined for a rule without a case. */
export function breakOf(rule: Rule): Break | undefined {
  if (typeof rule.item === 'string') return breaks[rule.id];
  const { event, element } = rule.item;
  return element === 'lot-code' ? codeOfEvent[event] : ofElement[element];
}
