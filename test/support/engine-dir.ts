import { join } from 'node:path';
import { projectRoot } from '../../src/config.js';

/** The engine's program, installed by the first test process that needs it. */
export const testEngineDir = join(projectRoot, 'node_modules', '.cache', 'engine');
