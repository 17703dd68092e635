/** The label of a set, drawn as those of lots are. */
import { DomainError } from '../errors.js';
import { translator } from '../http/i18n.js';
import { type LabelContent } from '../labels/layout.js';
import { qrModules } from '../labels/qr.js';
import { chooseSeal } from '../labels/sheet.js';
import { getModuleSide, type LabelTemplate } from '../labels/templates.js';
import { type PackedSet } from '../lots/set.model.js';
import { lotsByPath } from '../lots/trace.js';
import { findOrganization } from '../registry/organization.service.js';
import { linksOf } from './code.js';

const vietnamese = translator('vi'); // packages sold in Vietnam are labelled in Vietnamese

/**
 * With the strongest seal that the template can hold; an SSCC has no other than the signature.
 * @throws DomainError `label-too-small`; `not-found` for a set that was taken apart
 */
export async function labelOfSet(set: PackedSet, template: LabelTemplate): Promise<LabelContent> {
  if (set.state === 'unpacked') throw new DomainError('not-found');
  const links = linksOf(set);
  const uri = links[set.key === null ? 'full' : chooseSeal(template, links)];
  getModuleSide(template, qrModules(uri));
  const [organization, lots] = await Promise.all([
    findOrganization(set.organization),
    lotsByPath(set.contents.map(({ lot }) => lot)),
  ]);
  const expiries = lots.flatMap(({ expiresOn }) => expiresOn ?? []).sort();
  return {
    uri,
    productName: set.names.vi,
    producer: organization?.name,
    lot: vietnamese('sets.label.products', { count: set.contents.length }),
    serial: set._id.slice(set._id.indexOf('/') + 1),
    packedOn: set.packedAt.slice(0, 10),
    expiresOn: expiries[0], // of what keeps the shortest
    captions: {
      lot: vietnamese('sets.label.contents'),
      packedOn: vietnamese('sets.label.packed'),
      expiresOn: vietnamese('labels.captions.expires'),
    },
  };
}
