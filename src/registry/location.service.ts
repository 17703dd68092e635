/** Locations: zones where raw material grows, facilities, shops. */
import { z } from 'zod';
import { namespace, trusted } from '../db.js';
import { gln } from '../epcis/identifiers.js';
import { day } from '../epcis/time.js';
import { DomainError } from '../errors.js';
import { checkAlways } from '../http/check-always.js';
import { mayEdit, type Actor, type By } from '../policy.js';
import { decimal, inOrder, line, organizationReference, photoReference, whole } from './fields.js';
import { geometry } from './geometry.js';
import { Locations, type Location } from './location.model.js';
import { photoFor } from './photo.service.js';
import {
  createRecord,
  getRecord,
  idFor,
  listRecords,
  ownerFor,
  pageOfRecords,
  replaceRecord,
  type Page,
} from './records.js';
import { locationKinds, zoneStatuses, type LocationKind } from './vocabulary.js';

const zone = z
  .strictObject({
    growingAreaCode: line(60),
    issuer: line(200),
    market: line(60).optional(),
    status: z.enum(zoneStatuses, 'bad-choice'),
    validFrom: day,
    validUntil: day,
    crop: line(100),
    areaHectares: decimal.pipe(z.number().positive('not-positive').max(100_000)),
    households: whole.pipe(z.number().min(1, 'not-positive').max(100_000)),
  })
  .check(checkAlways(({ value, issues }) => inOrder(value.validFrom, value.validUntil, ['validUntil'], issues)));

/** What a zone must have; a location of another kind has none of it. */
const zoneFields = Object.entries(zone.shape).flatMap(([name, field]) =>
  field.safeParse(undefined).success ? [] : name,
);

export const locationInput = z
  .strictObject({
    organization: organizationReference,
    kind: z.enum(locationKinds, 'bad-choice'),
    name: line(200),
    gln: gln.optional(),
    packingHouseCode: line(60).optional(),
    address: line(200).optional(),
    commune: line(100).optional(),
    province: line(100).optional(),
    geometry: geometry.optional(),
    photo: photoReference,
    zone: zone.optional(),
  })
  .check(
    checkAlways(({ value, issues }) => {
      const lacking = value.kind === 'zone' && !value.zone ? zoneFields : [];
      for (const name of lacking) {
        issues.push({ code: 'custom', message: 'required', path: ['zone', name], input: undefined });
      }
      if ((value.kind === 'facility' || value.kind === 'shop') && value.zone) {
        issues.push({ code: 'custom', message: 'unknown-field', path: ['zone'], input: value.zone });
      }
    }),
  );
export type LocationInput = z.output<typeof locationInput>;

/**
 * @param file its photo: JPEG, PNG or WebP
 * @throws DomainError `already-exists` when another location has the GLN; `not-found` (organisation, photo)
 * @throws ZodError `bad-photo`
 */
export async function createLocation(input: LocationInput, by: By, file?: Buffer): Promise<Location> {
  const organization = await ownerFor(by.actor, input.organization);
  const _id = idFor(by, 'location');
  const uri = input.gln ? `https://id.gs1.org/414/${input.gln}` : `${namespace()}/locations/${_id}`;
  const photo = await photoFor(input, { organization, by, file });
  return createRecord(Locations, { _id, uri, ...input, photo, organization, createdAt: by.now }, { uri: 'gln' });
}

/** Its identifier stays, also when a GLN is added later. @throws as {@link createLocation}; `role-not-allowed` */
export async function updateLocation(id: string, input: LocationInput, by: By, file?: Buffer): Promise<Location> {
  const before = await getLocation(id, by.actor);
  if (!mayEdit(by.actor, before)) throw new DomainError('role-not-allowed');
  const photo = await photoFor(input, { organization: before.organization, by, file });
  return replaceRecord(Locations, id, { ...input, photo }, { actor: by.actor, keep: ['uri'] });
}

/** @throws DomainError `not-found` at `field` */
export function getLocation(id: string, actor: Actor, field?: string): Promise<Location> {
  return getRecord(Locations, id, actor, field);
}

/**
 * A zone whose growing-area code held on the day.
 * @throws DomainError `not-found`; `zone-not-valid` when the code is withdrawn, suspended, or the day outside its term
 */
export async function getZone(id: string, actor: Actor, onDay: string, field = 'zone'): Promise<Location> {
  const location = await getLocation(id, actor, field);
  if (!location.zone) throw new DomainError('not-found', {}, field);
  const { status, validFrom, validUntil, growingAreaCode } = location.zone;
  if (status !== 'active' || onDay < validFrom || onDay > validUntil) {
    throw new DomainError('zone-not-valid', { code: growingAreaCode, date: validUntil }, field);
  }
  return location;
}

export function listLocations(actor: Actor, kind?: LocationKind, offset = 0): Promise<Location[]> {
  return listRecords(Locations, actor, { filter: kind ? { kind } : {}, sort: 'name', offset });
}

export function pageOfLocations(actor: Actor, offset: number): Promise<Page<Location>> {
  return pageOfRecords(Locations, actor, { sort: 'name', offset });
}

/** Locations by their EPCIS identifier; those that are not ours are left out. */
export async function locationsByUri(uris: string[]): Promise<Map<string, Location>> {
  const found = await Locations.find({ uri: trusted({ $in: [...new Set(uris)] }) }).lean();
  return new Map(found.map((location) => [location.uri, location]));
}
