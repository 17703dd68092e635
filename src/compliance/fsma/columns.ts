/** Columns of the sortable spreadsheet, made of rows: what each tells, of which record, and who keeps it. */
import { type Location } from '../../registry/location.model.js';
import { makingOf, productOf, type Amount, type LotFacts, type Stage } from '../facts.js';
import {
  amount,
  day,
  nothing,
  organizationSubject,
  placeSubject,
  stageSubject,
  text,
  type Finding,
  type Part,
  type Value,
} from '../finding.js';
import { codeOf } from '../stages.js';
import { type Row } from './rows.js';

export interface Column {
  /** As it stands in the first row of a sheet: the sheet is for the FDA, in English. */
  header: string;
  part: Part;
  find: (row: Row, facts: LotFacts) => Omit<Finding, 'part'>;
}

type Pick = (row: Row, facts: LotFacts) => Value | null;

/** The lot that a cell tells of: who may read the event need not know all of its lots. */
type LotOf = (row: Row) => string;

/** A column that the event itself tells. */
export function ofEvent(header: string, part: Part, pick: Pick, lotOf: LotOf = ({ made }) => made.lot): Column {
  return {
    header,
    part,
    find: (row, facts) => ({ subject: stageSubject(row.stage), value: pick(row, facts), lot: lotOf(row) }),
  };
}

/** What this server does not keep yet. */
export function notKept(header: string): Column {
  return { header, part: 'not-kept', find: () => ({ subject: nothing, value: null }) };
}

/** Becomes two columns of the sheet, so that the number can be sorted by. */
export function quantity(header: string, of: (row: Row, facts: LotFacts) => Amount | null, lotOf?: LotOf): Column {
  return ofEvent(header, 'quantity', (row, facts) => amount(of(row, facts) ?? {}), lotOf);
}

export function lotCode(header: string, of: LotOf): Column {
  return ofEvent(header, 'lot-code', (row) => text(codeOf(of(row))), of);
}

/** Product description (§ 1.1310): name with its brand, and the size of a package. */
export function description(header: string, of: LotOf): Column {
  return ofEvent(
    header,
    'description',
    (row, facts) => {
      const product = productOf(facts, of(row));
      if (!product) return null;
      const { names, brand, netContent } = product;
      const size = netContent ? `${netContent.quantity} ${netContent.uom}` : '';
      return text([names.en ?? names.vi, names.en ? names.vi : '', brand, size].filter(Boolean).join(', '));
    },
    of,
  );
}

type DayOf = (row: Row, facts: LotFacts) => string | undefined;

export function date(header: string, part: Part, of: DayOf, lotOf?: LotOf): Column {
  return ofEvent(header, part, (row, facts) => day(of(row, facts)), lotOf);
}

/** The record in this server is the reference document: a database record (§ 1.1310) under the event's identifier. */
export const document: Column[] = [
  ofEvent('Reference Document Type', 'document', ({ stage }) => ({
    word: stage.document ? 'delivery-note' : 'database-record',
  })),
  ofEvent('Reference Document Number', 'document', ({ stage }) => text(stage.document ?? stage.eventID)),
];

/** Where something is: the place if it is one of ours, and whose it is. */
export interface Site {
  place: Location | undefined;
  organization: string | null;
}

type SiteOf = (row: Row, facts: LotFacts) => Site;

/** Location description (§ 1.1310): business name, telephone, address or coordinates, city, state, country. */
export function site(name: string, of: SiteOf): Column[] {
  const business = (part: Part, header: string, field: 'name' | 'phone'): Column => ({
    header: `${name}: ${header}`,
    part,
    find: (row, facts) => {
      const { organization } = of(row, facts);
      if (organization === null) return { subject: stageSubject(row.stage), value: null };
      const record = facts.organizations.get(organization);
      return { subject: organizationSubject(facts, organization), value: text(record?.[field]) };
    },
  });
  const located = (part: Part, header: string, pick: (place: Location) => string | null | undefined): Column => ({
    header: `${name}: ${header}`,
    part,
    find: (row, facts) => {
      const { place } = of(row, facts);
      if (!place) return { subject: stageSubject(row.stage), value: null };
      return { subject: placeSubject(place), value: text(pick(place)) };
    },
  });
  return [
    business('business-name', 'Business Name', 'name'),
    business('phone', 'Phone', 'phone'),
    located('street', 'Street or Coordinates', (place) => place.address ?? coordinatesOf(place)),
    located('commune', 'City', ({ commune }) => commune),
    located('province', 'State', ({ province }) => province),
    located('country', 'Country', () => 'VN'), // the registry is a Vietnamese province's
  ];
}

/** Latitude and longitude; of a plot its first corner. */
function coordinatesOf({ geometry }: Location): string | null {
  const [longitude, latitude] =
    (geometry?.type === 'Point' ? geometry.coordinates : geometry?.coordinates[0]?.[0]) ?? [];
  return longitude === undefined || latitude === undefined ? null : `${latitude}, ${longitude}`;
}

/** Where a stage happened. */
export function siteOfStage(facts: LotFacts, stage: Stage | undefined): Site {
  return { place: facts.places.get(stage?.place ?? ''), organization: stage?.organization ?? null };
}

/** The farm of a lot that was harvested. */
export function farmOf(facts: LotFacts, lot: string): Site {
  return siteOfStage(facts, makingOf(facts, lot));
}
