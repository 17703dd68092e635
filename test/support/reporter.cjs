/** The usual report, and the counts of the run in the file that CI adds up. A test that was skipped there is a failure. */
const { appendFileSync } = require('node:fs');
const { join } = require('node:path');
const { Spec } = require('mocha').reporters;

module.exports = class Counting extends Spec {
  constructor(runner, options) {
    super(runner, options);
    const { TEST_TOTALS: folder, TEST_SUITE: suite } = process.env;
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      if (folder && suite) appendFileSync(join(folder, suite), `${passes} ${failures + pending}\n`);
    });
  }
};
