/** What is printed on blank labels: the lot is left open, to be written by hand or told by the page of the label. */
import { config } from '../config.js';
import { DomainError } from '../errors.js';
import { translator } from '../http/i18n.js';
import { findOrganization } from '../registry/organization.service.js';
import { type Product } from '../registry/product.model.js';
import { type BlankLabels } from './blank.model.js';
import { blankSerial, voidOf } from './blank.service.js';
import { fullUri, refuseWithdrawn, type Label } from './label.service.js';
import { type LabelContent } from './layout.js';
import { buildLabelUri } from './seal.js';
import { chooseSeal } from './sheet.js';
import { type LabelTemplate } from './templates.js';

const vietnamese = translator('vi'); // packages sold in Vietnam are labelled in Vietnamese

/** @throws DomainError `not-found` when it was not issued, `key-withdrawn` */
export function blankAt(blanks: BlankLabels, index: number): Label {
  const made = blankSerial(blanks, index);
  if (!made) throw new DomainError('not-found');
  refuseWithdrawn(made.key);
  const [path, { serial }] = [blanks._id, made];
  return { index, serial, path, compact: buildLabelUri({ publicUrl: config.publicUrl, lotPath: path, serial }) };
}

/** @throws DomainError `not-found`, `label-too-small` */
export async function blankContents(
  { product, blanks, template }: { product: Product; blanks: BlankLabels; template: LabelTemplate },
  { from, count }: { from: number; count: number },
): Promise<Iterable<LabelContent>> {
  const sample = blankAt(blanks, from);
  const seal = chooseSeal(template, { compact: sample.compact, full: fullUri(sample) });
  const organization = await findOrganization(product.organization);
  const captions = {
    lot: vietnamese('labels.captions.lot'),
    packedOn: vietnamese('labels.captions.packed'),
    expiresOn: vietnamese('labels.captions.expires'),
  };
  const facts = { productName: product.names.vi, producer: organization?.name, lot: '', captions };
  const content = (index: number) => {
    const label = blankAt(blanks, index);
    return { ...facts, serial: label.serial, uri: seal === 'full' ? fullUri(label) : label.compact };
  };
  return (function* draw() {
    for (let index = from; index < from + count; index++) {
      if (!voidOf(blanks, index)) yield content(index);
    }
  })();
}
