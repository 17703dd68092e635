// The seal of a label: an ES256 signature over the path in its one spelling, under a mark that names the key.
(() => {
  'use strict';
  const { hex, bytesOf, isSigned, kit, keys, day, inFours, answer, revoked, keyRows } = nguon;

  const halfOrder = BigInt('0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8');
  const unescape = (value) => decodeURIComponent(value);

  nguon.judgeLabel = async (link) => {
    const parts = /^(https?:\/\/[^/?#]+)?[^?#]*?\/(01|p)\/([^/?#]+)([^?#]*)(?:\?([^#]*))?/i.exec(link);
    if (!parts) return answer('mute', 'unreadable');
    const [, origin = kit.publicUrl, space, product, rest, query = ''] = parts;
    const [, lot, written] = /^(?:\/22\/[^/]+)?(?:\/10\/([^/]+))?\/21\/([^/]+)\/?$/.exec(rest) ?? [];
    if (!written) return answer('mute', 'label-none');
    const code = lot && unescape(lot).toUpperCase(); // a label that was printed before its lot has none
    const serial = unescape(written).replace(/[\s-]/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
    const key = `${space.toLowerCase()}/${unescape(product).toUpperCase()}`;
    const path = `/${key}${code ? `/10/${encodeURIComponent(code)}` : ''}/21/${serial}`;
    const facts = [
      ['row-product', key.slice(key.indexOf('/') + 1)],
      ...(code ? [['row-lot', code]] : []),
      ['row-serial', inFours(serial)],
    ];
    const pairs = query.split(/[&;]/).map((pair) => /^([^=]*)=?(.*)$/s.exec(pair));
    const seals = pairs.filter(([, name]) => unescape(name) === 's').map(([, , value]) => value);
    if (!/^[0-9A-HJKMNP-TV-Z]{20}$/.test(serial) || seals.length > 1) return answer('bad', 'label-false');
    if (seals.length === 0) return answer('mute', 'label-compact', {}, facts);
    const signature = seals[0].length === 87 ? bytesOf(seals[0].slice(1)) : null;
    if (!signature || BigInt(`0x${hex(signature.slice(32))}`) > halfOrder) return answer('bad', 'label-false');
    const named = keys.filter(({ mark }) => mark === seals[0][0]);
    if (named.length === 0) return answer('mute', 'key-unknown', { date: day(kit.madeAt) });
    for (const each of named) {
      if (!(await isSigned(each, path, signature))) continue;
      const rows = [...facts, ...keyRows(each)];
      if (each.revokedAt) return revoked(each, rows);
      const [host, own] = [origin, kit.publicUrl].map((url) => new URL(url).origin);
      return host === own ? answer('ok', 'label-ok', {}, rows) : answer('warn', 'label-host', { host, own }, rows);
    }
    return answer('bad', 'label-false');
  };
})();
