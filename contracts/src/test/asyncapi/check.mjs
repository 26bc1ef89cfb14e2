// Reads an AsyncAPI document with the reference parser and prints what is wrong with it.
// Usage: node check.mjs path/to/asyncapi.yaml — exit code 1 when it is not valid.
import { fromFile, Parser } from '@asyncapi/parser';

const ERROR = 0;
const file = process.argv[2];
const { document, diagnostics } = await fromFile(new Parser(), file).parse();

const errors = diagnostics.filter((diagnostic) => diagnostic.severity === ERROR);
for (const { message, path, code } of errors) {
  console.error(`${code} at ${path.join('/')}: ${message}`);
}
if (errors.length > 0 || document === undefined) {
  console.error(`${file} is not valid AsyncAPI: ${errors.length} error(s)`);
  process.exit(1);
}
console.log(
  `AsyncAPI ${document.version()}: ${document.channels().length} channels, ` +
    `${document.operations().length} operations, ${document.messages().length} messages`,
);
