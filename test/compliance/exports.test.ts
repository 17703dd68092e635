import { expect } from 'chai';
import readXlsxFile from 'read-excel-file/node';
import { type Response } from 'supertest';
import { codeOf } from '../../src/compliance/stages.js';
import { receivedDocument } from '../../src/epcis/document-schema.js';
import { eventHashId } from '../../src/epcis/event-hash.js';
import { receivedEvent } from '../../src/epcis/event-schema.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { Products } from '../../src/registry/product.model.js';
import { makeNoodles } from '../support/noodles.js';
import { eventTime, type Workshop } from '../support/workshop.js';
import { startWorld, type PersonName, type World } from '../support/world.js';

type Sheets = Record<string, Record<string, unknown>[]>;
type Json = Record<string, unknown>;

describe('the exports of a lot', () => {
  let world: World;
  let binh: Workshop;
  let roots: string;
  let starch: string;
  let noodles: string;
  before(async () => {
    world = await startWorld();
    ({ binh, roots, starch, noodles } = await makeNoodles(world, 9.5));
    await Organizations.updateOne({ _id: 'org-hoa' }, { $set: { phone: '0206 111 1111' } });
    await binh.sell(noodles, 2);
  });
  after(() => world.stop());

  const get = async (who: PersonName, lot: string, ending: string, direction = 'back') => {
    const path = `/lots/${lot}/exports/${ending}?direction=${direction}`;
    const res = await world.as[who].get(path).buffer(true).parse(binary);
    expect(res.status, path).to.equal(200);
    expect(res.headers['content-disposition']).to.equal(`attachment; filename=${codeOf(lot)}-${ending}`);
    expect(res.headers['cache-control']).to.equal('no-store');
    return res.body as Buffer;
  };

  describe('as FSMA sheets', () => {
    const sheetsOf = async (who: PersonName, lot: string, direction?: string): Promise<Sheets> => {
      const sheets = await readXlsxFile(await get(who, lot, 'fsma.xlsx', direction));
      return Object.fromEntries(
        sheets.map(({ sheet, data: [header = [], ...rows] }) => [
          sheet,
          rows.map((row) => Object.fromEntries(header.map((name, column) => [String(name), row[column]]))),
        ]),
      );
    };

    it('have a sheet for each critical tracking event, its elements in the order of the rule', async () => {
      const sheets = await readXlsxFile(await get('minh', noodles, 'fsma.xlsx'));
      const names = ['Harvest', 'Initial Packing', 'Shipping', 'Receiving', 'Transformation'];
      expect(sheets.map(({ sheet }) => sheet)).to.deep.equal(names);
      const paragraphs = (header: unknown[] = []) =>
        [...new Set(header.map((title) => /\[\(a\)\((\d+)\)/.exec(String(title))?.[1]))].filter(Boolean).map(Number);
      const orders = sheets.map(({ data: [header] }) => paragraphs(header));
      expect(orders).to.deep.equal([
        [1],
        [1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
        [1, 2, 3, 4, 5, 6, 7, 8],
        [1, 2, 3, 4, 5, 6, 7, 8],
        [1, 2],
      ]);
    });

    it('tell what was recorded, as numbers and days that can be sorted', async () => {
      const sheets = await sheetsOf('minh', noodles);
      expect(Object.values(sheets).map((rows) => rows.length)).to.deep.equal([1, 1, 1, 1, 1]);
      expect(sheets['Initial Packing']?.[0]).to.include({
        'Traceability Lot Code [(a)(11)]': codeOf(starch),
        'Quantity Packed [(a)(13)]': 20,
        'Unit [(a)(13)]': 'KGM',
        'Harvester: Phone [(a)(7)]': '0206 111 1111',
        'Field or Growing Area [(a)(5)]': 'Vùng dong riềng (VN-CB-0001)',
        'Lot Used': codeOf(roots),
      });
      const [shipped] = sheets.Shipping ?? [];
      expect(shipped).to.include({ 'Quantity [(a)(2)]': 10, 'Ship-To: Business Name [(a)(4)]': 'HTX Bình' });
      expect(shipped?.['Ship Date [(a)(6)]']).to.deep.equal(new Date(`${eventTime.slice(0, 10)}T00:00:00Z`));
      expect(sheets.Receiving?.[0]).to.include({ 'Previous Source: Business Name [(a)(4)]': 'HTX Hoa' });
      expect(sheets.Transformation?.[0]).to.include({
        'Input Traceability Lot Code [(a)(1)(i)]': codeOf(starch),
        'New Traceability Lot Code [(a)(2)(i)]': codeOf(noodles),
      });
    });

    it('give a producer the rows of lots in which the own organisation took part, without what others keep', async () => {
      const sheets = await sheetsOf('binh', noodles);
      expect(sheets.Harvest).to.deep.equal([]);
      const text = JSON.stringify(sheets);
      for (const secret of ['0206 111 1111', 'VN-CB-0001', codeOf(roots)]) expect(text).to.not.include(secret);
      expect(sheets.Shipping?.[0]).to.include({ 'Ship-From: Business Name [(a)(5)]': 'HTX Hoa' });
      expect(sheets.Transformation).to.have.length(1);
    });

    it('follow the goods forward too', async () => {
      const sheets = await sheetsOf('minh', roots, 'forward');
      expect(sheets.Transformation?.[0]).to.include({ 'New Traceability Lot Code [(a)(2)(i)]': codeOf(noodles) });
      expect((await sheetsOf('hoa', roots, 'forward')).Transformation).to.deep.equal([]);
    });
  });

  describe('as CSV', () => {
    const rowsOf = async (who: PersonName, lot: string, direction?: string) => {
      const text = (await get(who, lot, 'events.csv', direction)).toString();
      expect(text.startsWith('\ufeffrecord,lot,')).to.equal(true);
      const [header = [], ...rows] = text.slice(1).trim().split('\n').map(cellsOf);
      return rows.map((row) => Object.fromEntries(header.map((name, column) => [name, row[column] ?? ''])));
    };

    it('hold every event in the order of time, then a balance that adds up', async () => {
      const rows = await rowsOf('minh', noodles);
      const events = rows.filter(({ record, lot }) => record === 'event' && lot === noodles);
      expect(events.map(({ what, role, quantity }) => [what, role, quantity])).to.deep.equal([
        ['transforming', 'made', '5'],
        ['retail_selling', 'moved', '2'],
      ]);
      for (const lot of [roots, starch, noodles]) {
        const balance = rows.filter((row) => row.record === 'balance' && row.lot === lot);
        const [produced, ...others] = balance.map(({ quantity }) => Number(quantity));
        expect(
          others.reduce((sum, each) => sum + each, 0),
          lot,
        ).to.equal(produced);
      }
    });

    it('hold nothing of lots in which a producer had no part', async () => {
      const rows = await rowsOf('binh', noodles);
      expect(new Set(rows.map(({ lot }) => lot))).to.deep.equal(new Set([starch, noodles]));
      expect(new Set((await rowsOf('hoa', roots, 'forward')).map(({ lot }) => lot))).to.deep.equal(
        new Set([roots, starch]),
      );
    });

    it('make a text of what a spreadsheet would take for a formula', async () => {
      const formula = '=HYPERLINK("http://evil.test";"Miến")';
      await Products.updateOne({ _id: binh.product._id }, { $set: { 'names.vi': formula } });
      const rows = await rowsOf('minh', noodles);
      const names = rows.filter(({ lot }) => lot === noodles).map(({ product }) => product);
      expect(new Set(names)).to.deep.equal(new Set([`'${formula}`]));
      await Products.updateOne({ _id: binh.product._id }, { $set: { 'names.vi': 'Miến dong' } });
    });
  });

  describe('as a GDST document', () => {
    const documentOf = async (who: PersonName, lot: string, direction?: string) =>
      JSON.parse((await get(who, lot, 'gdst.jsonld', direction)).toString()) as {
        '@context': unknown[];
        epcisHeader: { epcisMasterData: { vocabularyList: { type: string; vocabularyElementList: Json[] }[] } };
        epcisBody: { eventList: (Json & { eventID: string; 'nguon:added': string[] })[] };
      };

    it('are a valid EPCIS 2.0 document of the whole chain with its master data', async () => {
      const document = await documentOf('minh', noodles);
      const { events, header } = receivedDocument.parse(document);
      for (const event of events) receivedEvent.parse(event);
      expect(events).to.have.length(6);
      expect(document.epcisBody.eventList.map(({ 'gdst:productOwner': owner }) => owner)).to.deep.equal(
        ['hoa', 'hoa', 'hoa', 'binh', 'binh', 'binh'].map((name) => `http://nguon.test/organizations/org-${name}`),
      );
      expect(header).to.have.nested.property('epcisMasterData.vocabularyList');
      const kinds = document.epcisHeader.epcisMasterData.vocabularyList;
      expect(kinds.map(({ type }) => type.split(':').at(-1))).to.deep.equal(['EPCClass', 'Location', 'Party']);
      expect(kinds.map(({ vocabularyElementList: all }) => all.length)).to.deep.equal([2, 3, 2]);
      expect(JSON.stringify(document['@context'])).to.include('https://traceability-dialogue.org/epcis');
    });

    it('name what was added to an event, without which its eventID is its hash again', async () => {
      const { '@context': context, epcisBody } = await documentOf('minh', noodles);
      for (const { 'nguon:added': added, ...event } of epcisBody.eventList) {
        expect(added).to.include('/gdst:productOwner');
        const whole = structuredClone(event) as Json;
        for (const pointer of added) {
          const path = pointer.slice(1).split('/');
          const holder = path.slice(0, -1).reduce<Json>((part, name) => part[name] as Json, whole);
          delete holder[path.at(-1) ?? ''];
        }
        expect(eventHashId(whole, context)).to.equal(event.eventID);
      }
    });

    it('give a producer only events and records that it may read', async () => {
      const text = JSON.stringify(await documentOf('binh', noodles));
      for (const secret of ['0206 111 1111', 'VN-CB-0001', codeOf(roots)]) expect(text).to.not.include(secret);
      expect(text).to.include(codeOf(starch));
      const forward = JSON.stringify(await documentOf('hoa', roots, 'forward'));
      expect(forward).to.not.include(codeOf(noodles));
    });
  });
});

function binary(res: Response, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  const stream = res as unknown as NodeJS.ReadableStream;
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}

/** The cells of a line of CSV. */
function cellsOf(line: string): string[] {
  const cells = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g);
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}
