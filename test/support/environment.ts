/** Settings of the tests, before anything reads them. */
process.env.PUBLIC_URL = 'http://nguon.test';
process.env.DATA_DIR = 'data-of-tests-is-never-here';
process.env.LOG_LEVEL ??= 'error';
