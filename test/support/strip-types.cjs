// ts-jest refuses TypeScript 7; the service itself runs on stripped types, so the tests do too.
const { stripTypeScriptTypes } = require('node:module');

module.exports = { process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }) };
