/** What an EPCIS document points at, as its header tells it (EPCIS 2.0 §7.3, CBV 2.0 §9): products, places, parties. */
import { uriOfPath } from '../../epcis/identifiers.js';
import { organizationUri } from '../../lots/effects.js';
import { type Location } from '../../registry/location.model.js';
import { type Organization } from '../../registry/organization.model.js';
import { type Product } from '../../registry/product.model.js';
import { type LotFacts } from '../facts.js';

interface Attribute {
  id: string;
  attribute: string;
}

interface Vocabulary {
  type: string;
  vocabularyElementList: { id: string; attributes: Attribute[] }[];
}

/** Only of records that the reader may read, and the names of organisations that the reader knows. */
export function masterData({
  namespace,
  products,
  places,
  organizations,
  readable,
  acquainted,
}: LotFacts): Vocabulary[] {
  const isReadable = ({ _id }: { _id: string }) => readable.has(_id);
  const known = [...organizations.values()].filter((each) => isReadable(each) || acquainted.has(each._id));
  return [
    vocabulary(
      'EPCClass',
      [...products.values()].filter(isReadable).map((each) => ofProduct(each, namespace)),
    ),
    vocabulary(
      'Location',
      [...places.values()].filter(isReadable).map((each) => ofPlace(each, namespace)),
    ),
    vocabulary(
      'Party',
      known.map((each) => ofParty(each, namespace, isReadable(each))),
    ),
  ].filter(({ vocabularyElementList }) => vocabularyElementList.length > 0);
}

function vocabulary(name: string, elements: { id: string; values: Record<string, unknown> }[]): Vocabulary {
  return {
    type: `urn:epcglobal:epcis:vtype:${name}`,
    vocabularyElementList: elements.map(({ id, values }) => ({ id, attributes: attributesOf(values) })),
  };
}

/** Those that have a value. */
function attributesOf(values: Record<string, unknown>): Attribute[] {
  return Object.entries(values).flatMap(([id, value]) =>
    value === null || value === undefined || value === '' ? [] : [{ id, attribute: String(value as string | number) }],
  );
}

function ofProduct({ key, names, organization, netContent }: Product, namespace: string) {
  return {
    id: uriOfPath(key, namespace),
    values: {
      'cbvmda:descriptionShort': names.en ?? names.vi,
      'nguon:descriptionInVietnamese': names.vi,
      'nguon:netContent': netContent && `${netContent.quantity} ${netContent.uom}`,
      'cbvmda:owning_party': organizationUri(organization, namespace),
      'cbvmda:informationProvider': organizationUri(organization, namespace),
    },
  };
}

function ofPlace({ uri, name, address, commune, province, geometry, zone, organization }: Location, namespace: string) {
  const [longitude, latitude] = geometry?.type === 'Point' ? geometry.coordinates : [];
  return {
    id: uri,
    values: {
      'cbvmda:name': name,
      'cbvmda:streetAddressOne': address,
      'cbvmda:city': commune,
      'cbvmda:state': province,
      'cbvmda:countryCode': 'VN',
      'cbvmda:latitude': latitude,
      'cbvmda:longitude': longitude,
      'nguon:growingAreaCode': zone?.growingAreaCode,
      'cbvmda:owning_party': organizationUri(organization, namespace),
      'cbvmda:informationProvider': organizationUri(organization, namespace),
    },
  };
}

function ofParty({ _id, name, gln, commune, province, phone }: Organization, namespace: string, isReadable: boolean) {
  const more = { 'nguon:gln': gln, 'cbvmda:city': commune, 'cbvmda:state': province, 'nguon:telephone': phone };
  return { id: organizationUri(_id, namespace), values: { 'cbvmda:name': name, ...(isReadable && more) } };
}
