/** GS1 company prefixes that somebody wrote in a URN: with them links can be written as URNs too. */
import mongoose from 'mongoose';
import { inSlices, isDuplicateKey, trusted } from '../../db.js';
import { possiblePrefixes, prefixOfUrn, type KnowsPrefix } from '../../epcis/urn-of-link.js';
import { canonicalLink } from '../../epcis/urn.js';

const CompanyPrefixes = mongoose.model('CompanyPrefix', new mongoose.Schema({ _id: { type: String, required: true } }));

/** Every `urn:epc:…` in the JSON of a value. */
const urns = /"(urn:epc:[^"\\]+)"/g;
const links = /"(https?:\/\/[^"\\]+)"/g;

const seen = new Set<string>(); // saves the store a question
const mostSeen = 10_000;

/** Learns from what was captured. That a prefix is missing costs a translation and nothing else. */
export async function learnPrefixes(value: unknown): Promise<void> {
  const found = [...JSON.stringify(value).matchAll(urns)].map(([, urn = '']) => prefixOfUrn(urn));
  for (const _id of new Set(found)) {
    if (_id === undefined || seen.has(_id)) continue;
    await CompanyPrefixes.updateOne({ _id }, {}, { upsert: true }).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
    if (seen.size < mostSeen) seen.add(_id);
  }
}

/** The prefixes among those that the links of a value may begin with. */
export async function prefixesFor(value: unknown): Promise<KnowsPrefix> {
  const found = [...JSON.stringify(value).matchAll(links)].flatMap(([, uri = '']) => {
    const link = canonicalLink(uri);
    return link ? possiblePrefixes(link) : [];
  });
  const kept = await inSlices(found, (some) => CompanyPrefixes.find({ _id: trusted({ $in: some }) }).lean());
  const known = new Set(kept.map(({ _id }) => _id));
  return (digits) => known.has(digits);
}
