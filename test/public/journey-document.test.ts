import { expect } from 'chai';
import { namespace } from '../../src/db.js';
import { receivedDocument } from '../../src/epcis/document-schema.js';
import { receivedEvent } from '../../src/epcis/event-schema.js';
import { uriOfPath } from '../../src/epcis/identifiers.js';
import { capture } from '../../src/events/capture.js';
import { Events } from '../../src/events/event.model.js';
import { recordInspection } from '../../src/inspections/inspection.service.js';
import { buildFacility } from '../support/builders.js';
import { laterTime, record } from '../support/chain.js';
import { buildLabel } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';

type Told = Record<string, unknown> & { type: string; bizStep: string; eventID: string };

describe('the journey of a lot as an EPCIS document', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  async function journeyOf(path: string): Promise<{ text: string; events: Told[] }> {
    const res = await world.stranger.get(`/api/journeys/${path}`);
    expect([res.status, res.type], res.text).to.deep.equal([200, 'application/ld+json']);
    expect(res.get('Access-Control-Allow-Origin')).to.equal('*');
    const { epcisBody } = JSON.parse(res.text) as { epcisBody: { eventList: Told[] } };
    return { text: res.text, events: epcisBody.eventList };
  }

  it('tells the events of the page in their order, each with place, organisation and lots', async () => {
    const { lot, chain, label } = await buildLabel(world);
    const { events } = await journeyOf(lot);
    expect(events.map(({ bizStep }) => bizStep)).to.deep.equal(['commissioning', 'commissioning', 'packing']);
    const [harvest, process, packing] = events;
    const uri = (path: string) => uriOfPath(path, namespace());
    expect(harvest).to.deep.include({
      type: 'ObjectEvent',
      action: 'ADD',
      quantityList: [{ epcClass: uri(chain.lot) }],
    });
    expect(process).to.deep.include({ type: 'TransformationEvent', inputQuantityList: [{ epcClass: uri(chain.lot) }] });
    expect(packing).to.deep.include({ outputQuantityList: [{ epcClass: uri(lot) }] });
    for (const event of events) {
      const stored = await Events.findById(event.eventID).lean();
      expect(event['nguon:organization']).to.be.a('string').that.equals(stored?.event['nguon:organization']);
      expect(event.readPoint).to.deep.equal({ id: stored?.event.readPoint?.id });
      expect(event['nguon:excerpt']).to.equal(true);
    }
    const unit = await journeyOf(`${lot}/21/${label.serial}`);
    expect(unit.events).to.deep.equal(events);
  });

  it('is one that an EPCIS repository takes', async () => {
    const { lot } = await buildLabel(world);
    await world.as.minh.post(`/api/lots/${lot}/recalls`, { reason: 'Thử' });
    const { text, events } = await journeyOf(lot);
    expect(receivedDocument.parse(JSON.parse(text)).events).to.deep.equal(events);
    for (const event of events) expect(receivedEvent.safeParse(event).error?.issues ?? []).to.deep.equal([]);
    expect(events.at(-1)).to.include({ disposition: 'recalled' });
  });

  it('keeps quiet about quantities, customers, serials, notes, files and other uses of the raw material', async () => {
    const { lot, chain, label, code } = await buildLabel(world);
    const shop = await buildFacility(world.by('binh'), { kind: 'shop', name: 'Cửa hàng' });
    const eventTime = laterTime;
    const send = async (what: string, quantity: number) => {
      const body = { lot: what, quantity, from: chain.facility._id, to: 'org-binh', eventTime };
      const { body: sent } = await world.as.hoa.post('/api/shipments', body);
      const { shipment } = sent as { shipment: string };
      await record(world, 'binh', '/receipts', { lot: what, quantity, shipment, at: shop._id, eventTime });
    };
    await send(lot, 5);
    await send(chain.lot, 1.5);
    await record(world, 'binh', '/sales', { lot, quantity: 2, at: shop._id, eventTime });
    const inspection = { lot, result: 'non_conformant' as const, findings: 'bí mật', eventTime };
    await recordInspection(inspection, world.by('minh'));
    const { text, events } = await journeyOf(lot);
    const steps = events.map(({ bizStep }) => bizStep).slice(3);
    expect(steps).to.have.members(['shipping', 'receiving', 'retail_selling', 'inspecting']);
    for (const event of events.slice(3))
      expect(event.quantityList).to.deep.equal([{ epcClass: uriOfPath(lot, namespace()) }]);
    expect(text).to.include(code);
    for (const secret of ['"quantity"', 'uom', 'bí mật', label.serial, 'sourceList', 'destination', 'bizTransaction']) {
      expect(text, secret).not.to.include(secret);
    }
    for (const secret of ['nguon:request', 'nguon:note', 'nguon:file', 'nguon:channel', 'ilmd', 'hoa@', 'recordTime']) {
      expect(text, secret).not.to.include(secret);
    }
  });

  it('names no place of another system, which can be somebody’s door', async () => {
    const { lot } = await buildLabel(world);
    const quantityList = [{ epcClass: uriOfPath(lot, namespace()) }];
    const event = { type: 'ObjectEvent' as const, action: 'OBSERVE' as const, eventTime: laterTime, quantityList };
    await capture({ ...event, bizStep: 'inspecting', readPoint: { id: 'geo:22.6,105.9' } }, world.by('minh'));
    const { text, events } = await journeyOf(lot);
    expect(events).to.have.length(4);
    expect(text).not.to.include('geo:');
  });

  it('is there of a lot that is recorded, and of a label that is genuine', async () => {
    const { lot, product } = await buildLabel(world);
    for (const path of [product.key, `${product.key}/10/NOWHERE`, `${lot}/21/X`]) {
      const res = await world.stranger.get(`/api/journeys/${path}`);
      expect([res.status, res.body.code], path).to.deep.equal([404, 'not-found']);
    }
    const malformed = await world.stranger.get('/api/journeys/01/1');
    expect([malformed.status, malformed.body.code]).to.deep.equal([400, 'malformed-link']);
  });
});
