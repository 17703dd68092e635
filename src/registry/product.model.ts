import mongoose from 'mongoose';
import { decimalsOfUnit, type Uom } from '../epcis/quantity.js';
import { ocopGroups, type OcopGroup } from './vocabulary.js';

/** A text in Vietnamese, and in English and Chinese where someone translated it. */
export interface Translated {
  vi: string;
  en?: string | null;
  zh?: string | null;
}

export interface Product {
  _id: string;
  organization: string;
  /** `01/{gtin}` or `p/{productCode}`: what links and lots carry. Unique. */
  key: string;
  gtin?: string | null;
  productCode?: string | null;
  names: Translated;
  /** Brand or trade mark, as it stands on the package. */
  brand?: string | null;
  /** Names and identifier folded to plain lower-case letters, for the search and the order of lists. */
  searchText: string;
  ocopGroup?: OcopGroup | null;
  ocop?: { stars: number; decisionNumber: string; issuedOn: string; expiresOn: string } | null;
  /** Unit in which its lots are counted. */
  uom: Uom;
  /** Content of one package, of a product counted in pieces (H87). */
  netContent?: { quantity: number; uom: Uom } | null;
  shelfLifeDays?: number | null;
  ingredients?: string | null;
  standards?: string | null;
  storage?: string | null;
  warnings?: string | null;
  /** Output over input, both as mass where it is known: 0.12 to 0.25 kg of noodles from 1 kg of roots. */
  yieldRange?: { min: number; max: number } | null;
  /** What the page of a label shows, see photo.model.ts. */
  photo?: string | null;
  /** What its producer chose to tell of its lots to whoever scans a label; nothing unless chosen. */
  publishes?: { quantities: boolean; yield: boolean } | null;
  /** A lot was recorded: labels may carry its key and its unit, which stay. Set by `capture`. */
  inUse: boolean;
  createdAt: Date;
}

const unit = { type: String, enum: Object.keys(decimalsOfUnit), required: true };
const part = (definition: mongoose.SchemaDefinition) => new mongoose.Schema(definition, { _id: false });

const schema = new mongoose.Schema<Product>({
  _id: { type: String, required: true },
  organization: { type: String, required: true },
  key: { type: String, required: true },
  gtin: String,
  productCode: String,
  names: { type: part({ vi: { type: String, required: true }, en: String, zh: String }), required: true },
  brand: String,
  searchText: { type: String, required: true },
  ocopGroup: { type: String, enum: ocopGroups },
  ocop: part({
    stars: { type: Number, min: 1, max: 5, required: true },
    decisionNumber: { type: String, required: true },
    issuedOn: { type: String, required: true },
    expiresOn: { type: String, required: true },
  }),
  uom: unit,
  netContent: part({ quantity: { type: Number, required: true }, uom: unit }),
  shelfLifeDays: Number,
  ingredients: String,
  standards: String,
  storage: String,
  warnings: String,
  yieldRange: part({ min: { type: Number, required: true }, max: { type: Number, required: true } }),
  photo: String,
  publishes: part({ quantities: { type: Boolean, required: true }, yield: { type: Boolean, required: true } }),
  inUse: { type: Boolean, default: false },
  createdAt: { type: Date, required: true },
})
  .index({ key: 1 }, { unique: true })
  .index({ organization: 1, searchText: 1 });

export const Products = mongoose.model('Product', schema);
