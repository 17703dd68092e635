/**
 * A sequencer as a process of its own, to be killed: `MONGODB_URI` names its database, `LOG_KEY` its key. Says `ready`.
 * It ends with whoever started it, when its standard input does.
 */
import { createPrivateKey, type JsonWebKey } from 'node:crypto';
import { connect } from '../../src/db.js';
import { logKey } from '../../src/ledger/note.js';
import { startSequencer } from '../../src/ledger/sequencer.js';

const { MONGODB_URI = '', LOG_KEY = '' } = process.env;
const { origin, jwk } = JSON.parse(LOG_KEY) as { origin: string; jwk: JsonWebKey };
process.stdin.on('end', () => process.exit(0)).resume();
await connect(MONGODB_URI, 'http://nguon.test');
await startSequencer(logKey(origin, createPrivateKey({ key: jwk, format: 'jwk' })));
process.stdout.write('ready\n');
