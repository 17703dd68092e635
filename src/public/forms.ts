/** What a reader may tell the page of a label: where he is, what stands below the scratch field. */
import { type ScratchAnswer } from '../labels/scratch.service.js';
import { provinces } from '../scans/provinces.js';

/** What came of what a reader told. */
export interface Told {
  /** Code of the province that was taken down; null where there was no scan to add it to. */
  where?: string | null;
  /** Of the code below the scratch field, as it was typed. */
  scratch?: ScratchAnswer;
  typed?: string;
}

/** Addresses of the forms, which stand before that of the label with its seal. */
const prefix = /^\/(tell|scratch)(?=\/)/i;

/** The address of the label that a form was about. */
export function labelAddressOf(address: string): string {
  return address.replace(prefix, '');
}

/** @param address of the page, or of the form that it answers */
export function formsOf(
  address: string,
  { where, scratch, typed }: Told,
  { t, format }: Pick<Express.Locals, 't' | 'format'>,
) {
  const label = labelAddressOf(address);
  const time = scratch && scratch.result !== 'wrong' ? format.dateTime(scratch.at) : '';
  return {
    tellAddress: `/tell${label}`,
    scratchAddress: `/scratch${label}`,
    provinces: [...provinces].map(([value, { name }]) => ({ value, label: name })),
    where: where === undefined ? undefined : where && provinces.get(where)?.name,
    scratch: scratch && { result: scratch.result, sentence: t(`public.scratch.${scratch.result}`, { time }), typed },
  };
}
