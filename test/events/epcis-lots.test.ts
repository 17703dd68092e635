/** What other systems say about lots of ours obeys the rules of our own forms. */
import { expect } from 'chai';
import { namespace } from '../../src/db.js';
import { linkOfUrn } from '../../src/epcis/urn.js';
import { compareLots } from '../../src/events/rebuild.service.js';
import { organizationUri } from '../../src/lots/effects.js';
import { Lots } from '../../src/lots/lot.model.js';
import { type Product } from '../../src/registry/product.model.js';
import { someGtin, someLot, buildProduct } from '../support/builders.js';
import { captureDocument, documentOf, eventsIn, foreignEvent, post, type Json } from '../support/epcis.js';
import { about, aboutTime, shipping } from '../support/epcis-lots.js';
import { startWorld, type PersonName, type World } from '../support/world.js';

describe('events of other systems about lots', () => {
  let world: World;
  let product: Product;
  before(async () => {
    world = await startWorld();
    product = await buildProduct(world.by('hoa'));
  });
  after(() => world.stop());

  async function commission(quantity = 100): Promise<string> {
    const lot = `${product.key}/10/${someLot()}`;
    await post(world.as.hoa, about(lot, quantity, { action: 'ADD', bizStep: 'commissioning' }));
    return lot;
  }
  async function refuse(who: PersonName, event: Json, status = 400, code?: string): Promise<void> {
    const before = await stored();
    const res = await world.as[who].post('/epcis/events', event);
    expect(res.status, res.text).to.equal(status);
    const exception = status === 403 ? 'SecurityException' : 'ValidationException';
    expect(res.body.type).to.equal(`epcisException:${exception}`);
    if (code) expect(res.body.code).to.equal(code);
    expect(await stored()).to.deep.equal(before);
  }
  const stored = async () => [await world.countEvents(), await Lots.find({}).sort('_id').lean()];

  it('make a lot of an own product, send it, and take it in', async () => {
    const lot = await commission();
    await post(world.as.hoa, shipping(lot, 40));
    expect(await world.lot(lot)).to.include({ produced: 100, onHand: 60, inTransit: 40 });
    const { bizTransactionList } = shipping(lot, 40);
    await post(world.as.binh, about(lot, 38, { bizStep: 'receiving', bizTransactionList }));
    expect(await world.lot(lot)).to.include({ onHand: 98, inTransit: 2 });
    expect((await compareLots()).differences).to.deep.equal([]);
  });

  it('are about the same lot in any spelling of it and of the step', async () => {
    const lot = await commission();
    const [, gtin = '', code = ''] = /^01\/(\d{14})\/10\/(.+)$/.exec(lot) ?? [];
    const urn = `urn:epc:class:lgtin:${gtin.slice(1, 8)}.${gtin.slice(0, 1)}${gtin.slice(8, 13)}.${code}`;
    expect(linkOfUrn(urn)).to.equal(`https://id.gs1.org/${lot}`);
    const spellings = [
      urn,
      `https://shop.example/some/stem/01/${gtin}/22/V1/10/${code}?17=261231`,
      `${namespace()}/${lot}`,
    ];
    for (const [hour, spelling] of spellings.entries()) {
      const more = { bizStep: 'https://ref.gs1.org/cbv/BizStep-destroying', action: 'DELETE' };
      await post(world.as.hoa, about(spelling, 10, { ...more, eventTime: `2026-10-02T1${hour}:00:00+07:00` }));
    }
    expect(await world.lot(lot)).to.include({ onHand: 70, destroyed: 30 });
    await refuse('hoa', about(urn, 71, { bizStep: 'retail_selling' }), 400, 'insufficient-quantity');
    expect((await compareLots()).differences).to.deep.equal([]);
  });

  it('are refused where a form would refuse them', async () => {
    const lot = await commission();
    await refuse('hoa', shipping(lot, 101), 400, 'insufficient-quantity');
    await refuse('hoa', about(lot, 1, { action: 'ADD', bizStep: 'commissioning' }), 400, 'lot-exists');
    await refuse(
      'hoa',
      shipping(lot, 1, {
        destinationList: [{ type: 'possessing_party', destination: 'urn:epc:id:pgln:0614141.00777' }],
      }),
      400,
      'not-found',
    );
    await refuse(
      'hoa',
      shipping(lot, 1, {
        destinationList: [{ type: 'possessing_party', destination: organizationUri('nobody', namespace()) }],
      }),
      400,
      'not-found',
    );
    await refuse('hoa', shipping(lot, 1, { bizTransactionList: [] }), 400, 'invalid-request');
    await refuse('hoa', shipping(lot, 0), 400, 'invalid-request');
    await refuse(
      'hoa',
      about(lot, 1, {
        bizStep: 'retail_selling',
        quantityList: [{ epcClass: `https://id.gs1.org/${lot}`, quantity: 1, uom: 'TNE' }],
      }),
      400,
      'invalid-request',
    );
    await refuse('hoa', about(lot, 0.0001, { bizStep: 'retail_selling' }), 400, 'too-many-decimals');
    await refuse(
      'hoa',
      about(lot, 1, { bizStep: 'retail_selling', eventTime: '2099-01-01T00:00:00Z' }),
      400,
      'event-in-future',
    );
    await refuse('hoa', about(lot, 1, { bizStep: 'holding', disposition: 'unavailable' }), 403, 'role-not-allowed');
    await refuse('binh', about(lot, 1, { bizStep: 'retail_selling' }), 400, 'not-found');
    await refuse(
      'binh',
      about(`${product.key}/10/${someLot()}`, 1, { action: 'ADD', bizStep: 'commissioning' }),
      400,
      'not-found',
    );
    await refuse('minh', about(lot, 1, { bizStep: 'retail_selling' }), 403, 'role-not-allowed');
  });

  it('hold and recall, when they come from an inspector', async () => {
    const lot = await commission();
    await post(world.as.minh, about(lot, 1, { bizStep: 'holding', disposition: 'unavailable' }));
    await refuse('hoa', about(lot, 1, { bizStep: 'retail_selling' }), 400, 'lot-held');
  });

  it('move nothing where the lot is not kept here, however strange its quantities', async () => {
    const before = await Lots.countDocuments();
    const lot = `https://id.gs1.org/01/${someGtin()}/10/X1`;
    await post(world.as.hoa, about(lot, 0.000123, { action: 'ADD', bizStep: 'commissioning' }));
    await post(
      world.as.hoa,
      about(lot, 5, { bizStep: 'retail_selling', quantityList: [{ epcClass: lot, quantity: 7.5, uom: 'TNE' }] }),
    );
    await post(world.as.hoa, about(`https://id.gs1.org/${product.key}/10/${someLot()}`, 5, { bizStep: 'shipping' }));
    expect(await Lots.countDocuments()).to.equal(before);
    expect(
      eventsIn(await world.as.hoa.get(`/epcis/events?MATCH_anyEPCClass=${encodeURIComponent(lot)}`)),
    ).to.have.length(2);
  });

  it('make a lot of ours from what is not kept here', async () => {
    const lot = `${product.key}/10/${someLot()}`;
    await post(world.as.hoa, {
      type: 'TransformationEvent',
      eventTime: aboutTime,
      eventTimeZoneOffset: '+07:00',
      bizStep: 'commissioning',
      inputQuantityList: [{ epcClass: `https://id.gs1.org/01/${someGtin()}/10/X1`, quantity: 7.12345, uom: 'TNE' }],
      outputQuantityList: [{ epcClass: `https://id.gs1.org/${lot}`, quantity: 12, uom: 'KGM' }],
    });
    expect(await world.lot(lot)).to.include({ produced: 12, onHand: 12 });
    expect((await Lots.findById(lot).lean())?.parents).to.deep.equal([]);
    expect((await compareLots()).differences).to.deep.equal([]);
  });

  it('are all recorded or none under rollback, and in their order', async () => {
    const lot = `${product.key}/10/${someLot()}`;
    const made = about(lot, 10, { action: 'ADD', bizStep: 'commissioning' });
    const tooMuch = about(lot, 11, { bizStep: 'retail_selling' });
    expect(await captureDocument(world.as.hoa, documentOf([made, tooMuch]))).to.include({ success: false });
    expect(await Lots.findById(lot).lean()).to.equal(null);
    const sold = about(lot, 10, { bizStep: 'retail_selling' });
    expect(await captureDocument(world.as.hoa, documentOf([made, sold]))).to.include({ success: true });
    expect(await world.lot(lot)).to.include({ produced: 10, sold: 10, onHand: 0 });
    const partly = await captureDocument(world.as.hoa, documentOf([tooMuch, foreignEvent()]), 'proceed');
    expect((partly.errors as Json[]).map(({ eventIndex, code }) => [eventIndex, code])).to.deep.equal([
      [0, 'insufficient-quantity'],
    ]);
  });

  it('take back what moved a lot by a copy that says so, and are no word about another’s event', async () => {
    const lot = await commission();
    const eventID = await post(world.as.hoa, about(lot, 1, { bizStep: 'retail_selling' }));
    const errorDeclaration = { declarationTime: '2026-10-03T00:00:00Z', reason: 'did_not_occur' };
    const declared = { ...about(lot, 1, { bizStep: 'retail_selling' }), eventID, errorDeclaration };
    const before = await stored();
    const others = await world.as.binh.post('/epcis/events', declared);
    expect(others.body).to.include({ status: 409, type: 'epcisException:ResourceAlreadyExistsException' });
    const other = await world.as.hoa.post('/epcis/events', { ...declared, disposition: 'retail_sold' });
    expect(other.body).to.include({ status: 409, type: 'epcisException:ResourceAlreadyExistsException' });
    expect(await stored()).to.deep.equal(before);
    expect(await world.lot(lot)).to.include({ sold: 1 });
    expect(await post(world.as.hoa, declared)).to.equal(eventID);
    expect(await world.lot(lot)).to.include({ sold: 0, onHand: 100 });
    const again = await world.as.hoa.post('/epcis/events', declared);
    expect(again.body).to.include({ status: 409, type: 'epcisException:ResourceAlreadyExistsException' });
    expect((await compareLots()).differences).to.deep.equal([]);
  });

  it('are read by those who took part in the lot, from its beginning, and by nobody else', async () => {
    const [lot, other] = [await commission(), await commission()];
    const made = await post(world.as.hoa, {
      ...about(lot, 5, { bizStep: 'retail_selling' }),
      quantityList: [lot, other].map((path) => ({ epcClass: `https://id.gs1.org/${path}`, quantity: 1, uom: 'KGM' })),
      eventTime: '2026-10-02T09:00:00+07:00',
    });
    const link = `https://id.gs1.org/${lot}`;
    const seen = async (who: PersonName) =>
      eventsIn(await world.as[who].get(`/epcis/events?MATCH_anyEPCClass=${encodeURIComponent(link)}`));
    expect(await seen('binh')).to.deep.equal([]);
    expect(await seen('minh')).to.have.length(2);
    await post(world.as.hoa, shipping(lot, 1, { eventTime: '2026-10-02T10:00:00+07:00' }));
    const events = await seen('binh');
    expect(events).to.have.length(3);
    const sale = events.find(({ eventID }) => eventID === made);
    expect((sale?.quantityList as Json[]).map(({ epcClass }) => epcClass)).to.deep.equal([link]);
    const [whole] = eventsIn(await world.as.hoa.get(`/epcis/events/${encodeURIComponent(made)}`));
    expect(whole?.quantityList).to.have.length(2);
  });
});
